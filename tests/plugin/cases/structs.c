// SPDX-License-Identifier: GPL-2.0
/* Mappings and locks in members of structs, and those left there for the callers. */
#include "pgtable.h"

struct walk {
	struct mm_struct *mm;
	pmd_t *pmd;
	unsigned long addr;
	pte_t *pte;
	spinlock_t *ptl;
	pte_t old;
};

void elsewhere(struct walk *w);

int good_members(struct walk *w, pte_t new)
{
	pmd_t pmdval;

	w->pte = pte_offset_map_rw_nolock(w->mm, w->pmd, w->addr, &pmdval, &w->ptl);
	if (!w->pte)
		return -1;
	spin_lock(w->ptl);
	if (pmd_same(pmdval, pmdp_get_lockless(w->pmd)))
		set_pte_at(w->mm, w->addr, w->pte, new);
	pte_unmap_unlock(w->pte, w->ptl);
	w->pte = NULL;
	return 0;
}

int good_old_in_member(struct walk *w, pte_t new)
{
	pmd_t dummy;

	w->pte = pte_offset_map_rw_nolock(w->mm, w->pmd, w->addr, &dummy, &w->ptl);
	if (!w->pte)
		return -1;
	w->old = ptep_get_lockless(w->pte);
	if (pte_none(w->old)) {
		pte_unmap(w->pte);
		w->pte = NULL;
	}
	if (!w->pte)
		return 0;
	spin_lock(w->ptl);
	if (pte_same(ptep_get(w->pte), w->old))
		*w->pte = new;
	pte_unmap_unlock(w->pte, w->ptl);
	return 0;
}

int bad_members(struct walk *w, pte_t new)
{
	pmd_t pmdval;

	w->pte = pte_offset_map_rw_nolock(w->mm, w->pmd, w->addr, &pmdval, &w->ptl);
	if (!w->pte)
		return -1;
	spin_lock(w->ptl);
	w->pte->pte = new.pte; /* refuted: recheck: no recheck on this path */
	pte_unmap_unlock(w->pte, w->ptl);
	return 0;
}

/* A table that is left mapped and locked is rechecked before */
bool unsure_left_to_callers(struct walk *w)
{
	pmd_t pmdval;

	w->pte = pte_offset_map_rw_nolock(w->mm, w->pmd, w->addr, &pmdval, &w->ptl);
	if (!w->pte)
		return false;
	spin_lock(w->ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(w->pmd))) {
		pte_unmap_unlock(w->pte, w->ptl);
		w->pte = NULL;
		return false;
	}
	return true;
} /* refuted: struct: a released lock is left *//* unknown: unmap: left mapped *//* unknown: lock: left locked *//* unknown: use: left mapped */

bool bad_left_unchecked(struct walk *w)
{
	pmd_t pmdval;

	w->pte = pte_offset_map_rw_nolock(w->mm, w->pmd, w->addr, &pmdval, &w->ptl);
	if (!w->pte)
		return false;
	spin_lock(w->ptl);
	return true;
} /* refuted: recheck: who can't recheck it *//* unknown: unmap: left mapped *//* unknown: lock: left locked *//* unknown: use: left mapped */

/* The lock of the first round stays in the struct and is taken for that of the second */
bool bad_released_lock_left(struct walk *w)
{
	spinlock_t *ptl;
	pmd_t pmdval;

again:
	w->pte = pte_offset_map_rw_nolock(w->mm, w->pmd, w->addr, &pmdval, &ptl);
	if (!w->pte)
		return false;
	if (!w->ptl) {
		w->ptl = ptl;
		spin_lock(w->ptl);
		if (!pmd_same(pmdval, pmdp_get_lockless(w->pmd))) {
			pte_unmap_unlock(w->pte, w->ptl);
			goto again;
		}
	}
	return true;
} /* refuted: struct: a released lock is left *//* unknown: unmap: left mapped *//* unknown: lock: left locked *//* unknown: use: left mapped *//* unknown: recheck: without a recheck */

int unsure_reached_elsewhere(struct walk *w)
{
	w->pte = pte_offset_map_ro_nolock(w->mm, w->pmd, w->addr, &w->ptl);
	if (!w->pte)
		return -1;
	elsewhere(w); /* unknown: write: reaches it in a struct */
	return 0;
}

/* Who writes through it is in another unit */
bool unsure_ro_left_to_callers(struct walk *w)
{
	w->pte = pte_offset_map_ro_nolock(w->mm, w->pmd, w->addr, &w->ptl);
	return w->pte; /* unknown: write: left mapped *//* unknown: unmap: left mapped *//* unknown: use: left mapped */
}

/* Both stay on one way out, and both go on another: callers go by the result */
bool unsure_both_or_none(struct walk *w, int reset)
{
	pmd_t pmdval;

	w->pte = pte_offset_map_rw_nolock(w->mm, w->pmd, w->addr, &pmdval, &w->ptl);
	if (!w->pte)
		return false;
	spin_lock(w->ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(w->pmd))) {
		pte_unmap_unlock(w->pte, w->ptl);
		if (reset) {
			w->pte = NULL;
			w->ptl = NULL;
		}
		return false;
	}
	return true;
} /* unknown: unmap: left mapped *//* unknown: lock: left locked *//* unknown: use: left mapped */

bool bad_pointer_stays(struct walk *w)
{
	pmd_t pmdval;

	w->pte = pte_offset_map_rw_nolock(w->mm, w->pmd, w->addr, &pmdval, &w->ptl);
	if (!w->pte)
		return false;
	spin_lock(w->ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(w->pmd))) {
		pte_unmap_unlock(w->pte, w->ptl);
		w->ptl = NULL;
		return false;
	}
	return true;
} /* refuted: struct: a pointer to what was unmapped is left *//* unknown: unmap: left mapped *//* unknown: lock: left locked *//* unknown: use: left mapped */

/* The lock that is handed out apart belongs to the caller, who looks at the struct only */
bool unsure_lock_apart(struct walk *w, spinlock_t **ptlp)
{
	pmd_t pmdval;

	w->pte = pte_offset_map_rw_nolock(w->mm, w->pmd, w->addr, &pmdval, ptlp);
	if (!w->pte)
		return false;
	w->ptl = *ptlp;
	spin_lock(w->ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(w->pmd))) {
		pte_unmap_unlock(w->pte, w->ptl);
		w->ptl = NULL;
		w->pte = NULL;
		return false;
	}
	return true;
} /* unknown: unmap: left mapped *//* unknown: lock: left locked *//* unknown: use: left mapped */

/* Callers may go on reading without the lock, or this way out never is */
bool unsure_unlocked_but_mapped(struct walk *w, int done)
{
	pmd_t pmdval;

	w->pte = pte_offset_map_rw_nolock(w->mm, w->pmd, w->addr, &pmdval, &w->ptl);
	if (!w->pte)
		return false;
	spin_lock(w->ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(w->pmd))) {
		pte_unmap_unlock(w->pte, w->ptl);
		w->ptl = NULL;
		w->pte = NULL;
		return false;
	}
	if (done) {
		spin_unlock(w->ptl);
		return false;
	}
	return true;
} /* unknown: struct: beside its released lock *//* unknown: recheck: without a recheck *//* unknown: unmap: left mapped *//* unknown: lock: left locked *//* unknown: use: left mapped */
