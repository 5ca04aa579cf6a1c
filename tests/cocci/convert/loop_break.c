// SPDX-License-Identifier: GPL-2.0
/* rw: the walk ends at the first table that is not there */
#include <linux/stub.h>

long unmap_entries(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
		   unsigned long end)
{
	struct mm_struct *mm = vma->vm_mm;
	long done = 0;

	while (addr < end) {
		unsigned long next = pmd_addr_end(addr, end);
		pte_t *start, *pte;
		spinlock_t *ptl;

		start = pte_offset_map_nolock(mm, pmd, addr, &ptl);
		if (!start)
			break;

		spin_lock(ptl);
		for (pte = start; addr < next; pte++, addr += PAGE_SIZE) {
			pte_clear(mm, addr, pte);
			done++;
		}
		flush_tlb_mm(mm);
		pte_unmap_unlock(start, ptl);
		pmd++;
	}

	return done;
}
