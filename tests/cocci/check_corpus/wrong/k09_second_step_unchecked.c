// SPDX-License-Identifier: GPL-2.0
/* The table is checked, unlocked, and removed under the same lock taken again */
#include "stub.h"

int remove_table(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *ptl;
	pmd_t pmdval, old;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		pte_unmap_unlock(pte, ptl);
		return -EAGAIN;
	}
	ptep_clear(mm, addr, pte);
	spin_unlock(ptl);

	flush_tlb_mm(mm);

	spin_lock(ptl); /* wrong 9 */
	old = pmdp_collapse_flush(vma, addr, pmd);
	pte_unmap_unlock(pte, ptl);
	pte_free_defer(mm, old);
	return 0;
}
