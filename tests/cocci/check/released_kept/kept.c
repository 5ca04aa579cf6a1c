// SPDX-License-Identifier: GPL-2.0
/* released_kept: what was released stays where another function asks for it */
#include "stub.h"

struct walk {
	struct mm_struct *mm;
	unsigned long addr;
	pmd_t *pmd;
	pte_t *pte;
	spinlock_t *ptl;
	pte_t *spare;
};

void walk_done(struct walk *w)
{
	if (w->pte)
		pte_unmap(w->pte);
	if (w->ptl)
		spin_unlock(w->ptl);
}

bool bad_both(struct walk *w)
{
	pmd_t pmdval;

	w->pte = pte_offset_map_rw_nolock(w->mm, w->pmd, w->addr, &pmdval, &w->ptl);
	if (!w->pte)
		return false;
	spin_lock(w->ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(w->pmd))) {
		spin_unlock(w->ptl); /* found: ERROR: ptl stays set, and its lock is released; walk_done() asks for it */
		pte_unmap(w->pte); /* found: ERROR: pte stays set, and is unmapped; walk_done() asks for it */
		return false;
	}
	return true;
}

bool good_cleared(struct walk *w)
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
	return true;
}

/* Nobody asks for spare */
bool good_nobody_asks(struct walk *w)
{
	spinlock_t *ptl;
	pmd_t pmdval;

	w->spare = pte_offset_map_rw_nolock(w->mm, w->pmd, w->addr, &pmdval, &ptl);
	if (!w->spare)
		return false;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(w->pmd))) {
		pte_unmap_unlock(w->spare, ptl);
		return false;
	}
	spin_unlock(ptl);
	return true;
}
