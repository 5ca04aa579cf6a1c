// SPDX-License-Identifier: GPL-2.0
/* The new path unmaps and returns, and the lock stays taken */
#include "stub.h"

int young_one(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;
	int young;

	pte = pte_offset_map_rw_nolock(vma->vm_mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return 0;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) { /* wrong 5 */
		pte_unmap(pte);
		return 0;
	}
	young = ptep_test_and_clear_young(vma, addr, pte);
	pte_unmap_unlock(pte, ptl);
	return young;
}
