// SPDX-License-Identifier: GPL-2.0
/* manual: the way out is a break, which ends another loop where the lock is */
#include <linux/stub.h>

int age_slowly(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
	       unsigned long end)
{
	int young = 0;

	while (addr < end) {
		unsigned long next = pmd_addr_end(addr, end);
		spinlock_t *ptl;
		pte_t *pte, *p;

		pte = pte_offset_map_nolock(vma->vm_mm, pmd, addr, &ptl);
		if (!pte)
			break;
		for (p = pte; addr < next; p++, addr += PAGE_SIZE) {
			/* One at a time, so that faults get in between */
			spin_lock(ptl);
			young += ptep_test_and_clear_young(vma, addr, p);
			spin_unlock(ptl);
		}
		pte_unmap(pte);
		pmd++;
	}
	return young;
}
