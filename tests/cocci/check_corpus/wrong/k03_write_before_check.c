// SPDX-License-Identifier: GPL-2.0
/* The entry is cleared first, "to keep the window small", and then rechecked */
#include "stub.h"

int zap_entry(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte, old;
	int ret = 0;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	old = ptep_get_and_clear(mm, addr, pte); /* wrong 3 */
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd)))
		ret = -EAGAIN;
	spin_unlock(ptl);
	pte_unmap(pte);
	if (!ret && pte_present(old))
		flush_tlb_page(vma, addr);
	return ret;
}
