// SPDX-License-Identifier: GPL-2.0
/* On each path what was mapped is unmapped once, and what was locked is unlocked once. */
#include "pgtable.h"

int good_label(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;
	int ret = -1;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		goto out;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd)))
		goto unlock;
	set_pte_at(mm, addr, pte, new);
	ret = 0;
unlock:
	spin_unlock(ptl);
	pte_unmap(pte);
out:
	return ret;
}

/* Undone by what is set, not by where it jumps from */
int good_by_state(SITE, int lock)
{
	spinlock_t *ptl = NULL, *held = NULL;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (pte && lock) {
		spin_lock(ptl);
		held = ptl;
		if (pmd_same(pmdval, pmdp_get_lockless(pmd)))
			set_pte_at(mm, addr, pte, new);
	}
	if (held)
		spin_unlock(held);
	if (pte)
		pte_unmap(pte);
	return 0;
}

int good_retry(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	for (;;) {
		pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
		if (!pte)
			return -1;
		spin_lock(ptl);
		if (pmd_same(pmdval, pmdp_get_lockless(pmd)))
			break;
		pte_unmap_unlock(pte, ptl);
	}
	set_pte_at(mm, addr, pte, new);
	pte_unmap_unlock(pte, ptl);
	return 0;
}

int bad_no_unmap(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);

	if (!pte)
		return -1;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		spin_unlock(ptl);
		return -1;
	}
	set_pte_at(mm, addr, pte, new);
	pte_unmap_unlock(pte, ptl);
	return 0;
} /* refuted: unmap: still mapped at the return */

int bad_no_unlock(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);

	if (!pte)
		return -1;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		pte_unmap(pte);
		return -1;
	}
	set_pte_at(mm, addr, pte, new);
	pte_unmap_unlock(pte, ptl);
	return 0;
} /* refuted: lock: still held at the return */

int bad_retry_without_unmap(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

again:
	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl); /* refuted: unmap: mapped again */
	if (!pte)
		return -1;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		spin_unlock(ptl);
		goto again;
	}
	set_pte_at(mm, addr, pte, new);
	pte_unmap_unlock(pte, ptl);
	return 0;
}

int bad_undone_twice(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;
	int ret = -1;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return ret;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		pte_unmap_unlock(pte, ptl);
		goto out;
	}
	set_pte_at(mm, addr, pte, new);
	ret = 0;
out:
	spin_unlock(ptl); /* refuted: lock: not held on this path */
	pte_unmap(pte); /* refuted: unmap: unmapped twice */
	return ret;
}

int bad_unmaps_null(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		goto out;
	spin_lock(ptl);
	if (pmd_same(pmdval, pmdp_get_lockless(pmd)))
		set_pte_at(mm, addr, pte, new);
	spin_unlock(ptl);
out:
	pte_unmap(pte); /* refuted: unmap: NULL is unmapped */
	return 0;
}

int bad_unlock_not_taken(SITE, int lock)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return -1;
	if (!spin_trylock(ptl)) {
		pte_unmap_unlock(pte, ptl); /* refuted: lock: not held on this path */
		return -1;
	}
	if (pmd_same(pmdval, pmdp_get_lockless(pmd)))
		set_pte_at(mm, addr, pte, new);
	pte_unmap_unlock(pte, ptl);
	return 0;
}

struct walk {
	bool kernel;
	void (*entry)(pte_t *pte, struct walk *w);
};

/* The callee could change w->kernel, but why should it */
int unsure_tested_again(SITE, struct walk *w)
{
	pte_t *pte = NULL;

	if (!w->kernel)
		pte = pte_offset_map(pmd, addr);
	if (!pte)
		return -1;
	w->entry(pte, w);
	if (!w->kernel)
		pte_unmap(pte);
	return 0;
} /* unknown: unmap: if a callee changed */

/* Two locks that were held at a time are two: the second unlock is of none */
int bad_unlocked_twice_of_two(SITE, pmd_t *other)
{
	spinlock_t *ptl, *held;
	pmd_t pmdval;
	pte_t *pte, *locked = pte_offset_map_lock(mm, other, addr, &held);

	if (!locked)
		return -1;
	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		goto out;
	spin_lock_nested(ptl, 1);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		spin_unlock(ptl);
		spin_unlock(ptl); /* refuted: lock: not held on this path */
		pte_unmap(pte);
		goto out;
	}
	set_pte_at(mm, addr, pte, new);
	pte_unmap_unlock(pte, ptl);
out:
	pte_unmap_unlock(locked, held);
	return 0;
}

/* Each retry leaves a lock, and the paths come to an end all the same */
void bad_lock_lost_by_retry(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

again:
	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		pte_unmap(pte);
		goto again;
	}
	set_pte_at(mm, addr, pte, new);
	pte_unmap_unlock(pte, ptl);
} /* refuted: lock: still held at the return */
