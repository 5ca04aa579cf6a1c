// SPDX-License-Identifier: GPL-2.0
/* rw: the second map comes when the first is gone, in the same variables */
#include <linux/stub.h>

int carry_entry(struct vm_area_struct *vma, pmd_t *from, pmd_t *to,
		unsigned long old_addr, unsigned long new_addr)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *ptl;
	pte_t *pte;
	pte_t entry;

	pte = pte_offset_map_nolock(mm, from, old_addr, &ptl);
	if (!pte)
		return -ENOENT;
	spin_lock(ptl);
	ptep_set_wrprotect(mm, old_addr, pte);
	entry = ptep_get(pte);
	flush_tlb_page(vma, old_addr);
	pte_unmap_unlock(pte, ptl);

	pte = pte_offset_map_nolock(mm, to, new_addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	set_pte_at(mm, new_addr, pte, entry);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
