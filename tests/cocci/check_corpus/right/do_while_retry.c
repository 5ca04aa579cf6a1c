// SPDX-License-Identifier: GPL-2.0
/* Right: the loop's condition says "again", each round maps and unmaps */
#include "stub.h"

int age_entry(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	int young, tries = 3;
	bool stale;

	do {
		spinlock_t *ptl;
		pmd_t seen;
		pte_t *pte;

		pte = pte_offset_map_rw_nolock(vma->vm_mm, pmd, addr, &seen,
					       &ptl);
		if (!pte)
			return 0;
		young = 0;
		spin_lock(ptl);
		stale = !pmd_same(seen, pmdp_get_lockless(pmd));
		if (!stale)
			young = ptep_test_and_clear_young(vma, addr, pte);
		spin_unlock(ptl);
		pte_unmap(pte);
	} while (stale && --tries);
	return young;
}
