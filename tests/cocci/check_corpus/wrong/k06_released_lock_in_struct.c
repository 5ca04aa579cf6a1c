// SPDX-License-Identifier: GPL-2.0
/*
 * The lock that the new path released stays in the struct, and whoever ends the
 * walk unlocks it once more.
 */
#include "stub.h"

struct walk {
	struct vm_area_struct *vma;
	unsigned long address;
	pmd_t *pmd;
	pte_t *pte;
	spinlock_t *ptl;
};

static bool walk_map(struct walk *w)
{
	pmd_t pmdval;
	spinlock_t *ptl;

	w->pte = pte_offset_map_rw_nolock(w->vma->vm_mm, w->pmd, w->address,
					  &pmdval, &ptl);
	if (!w->pte)
		return false;
	w->ptl = ptl;
	spin_lock(w->ptl);
	if (unlikely(!pmd_same(pmdval, pmdp_get_lockless(w->pmd)))) {
		pte_unmap_unlock(w->pte, w->ptl); /* wrong 6 */
		w->pte = NULL;
		return false;
	}
	return true;
}

bool walk_age(struct walk *w)
{
	bool young = false;

	w->ptl = NULL;
	if (walk_map(w))
		young = ptep_test_and_clear_young(w->vma, w->address, w->pte);
	if (w->ptl)
		spin_unlock(w->ptl);
	if (w->pte)
		pte_unmap(w->pte);
	return young;
}
