// SPDX-License-Identifier: GPL-2.0
/* What was unmapped is read, for the sake of a message */
#include "stub.h"

int make_old(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	pmd_t pmdval;
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(vma->vm_mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return 0;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		pte_unmap_unlock(pte, ptl);
		return 0;
	}
	ptep_test_and_clear_young(vma, addr, pte);
	pte_unmap_unlock(pte, ptl);
	return pte_present(ptep_get(pte)); /* wrong 12 */
}
