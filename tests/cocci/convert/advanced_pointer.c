// SPDX-License-Identifier: GPL-2.0
/* rw: the mapping itself is advanced, and unmapped one entry back */
#include <linux/stub.h>

int fill_with_zero_page(struct vm_area_struct *vma, pmd_t *pmd,
			unsigned long addr, unsigned long end,
			unsigned long zero_pfn)
{
	int filled = 0;
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(vma->vm_mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;

	spin_lock(ptl);
	do {
		if (!pte_none(ptep_get(pte)))
			continue;
		set_pte_at(vma->vm_mm, addr, pte,
			   pfn_pte(zero_pfn, vma->vm_page_prot));
		filled++;
	} while (pte++, addr += PAGE_SIZE, addr != end);
	pte_unmap_unlock(pte - 1, ptl);
	return filled;
}
