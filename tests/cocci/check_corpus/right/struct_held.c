// SPDX-License-Identifier: GPL-2.0
/*
 * Right: the mapping and its lock are kept in a struct, and are not left there
 * where the table turns out to be another one.
 */
#include "stub.h"

struct entry_walk {
	struct mm_struct *mm;
	unsigned long addr;
	pmd_t *pmd;
	pmd_t pmdval;
	pte_t *pte;
	spinlock_t *ptl;
};

bool entry_walk_start(struct entry_walk *w)
{
	spinlock_t *ptl;

	w->pte = pte_offset_map_rw_nolock(w->mm, w->pmd, w->addr, &w->pmdval,
					  &ptl);
	if (!w->pte)
		return false;
	w->ptl = ptl;
	spin_lock(w->ptl);
	if (!pmd_same(w->pmdval, pmdp_get_lockless(w->pmd))) {
		spin_unlock(w->ptl);
		w->ptl = NULL;
		pte_unmap(w->pte);
		w->pte = NULL;
		return false;
	}
	return true;
}

void entry_walk_end(struct entry_walk *w)
{
	if (w->ptl)
		spin_unlock(w->ptl);
	if (w->pte)
		pte_unmap(w->pte);
	w->ptl = NULL;
	w->pte = NULL;
}
