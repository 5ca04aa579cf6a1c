// SPDX-License-Identifier: GPL-2.0
/* The new argument is given, so that it compiles, and that is all */
#include "stub.h"

void age_one(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(vma->vm_mm, pmd, addr, &pmdval, &ptl); /* wrong 2 */
	if (!pte)
		return;
	spin_lock(ptl);
	ptep_test_and_clear_young(vma, addr, pte); /* wrong 3 */
	spin_unlock(ptl);
	pte_unmap(pte);
}
