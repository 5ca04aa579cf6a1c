// SPDX-License-Identifier: GPL-2.0
/* rw: a void function, with nothing to say where there is no table */
#include <linux/stub.h>

void make_range_old(struct vm_area_struct *vma, pmd_t *pmd,
		    unsigned long addr, unsigned long end)
{
	pte_t *ptep, *start;
	spinlock_t *lock;

	start = pte_offset_map_nolock(vma->vm_mm, pmd, addr, &lock);
	if (!start)
		return;

	spin_lock(lock);
	for (ptep = start; addr != end; ptep++, addr += PAGE_SIZE)
		ptep_test_and_clear_young(vma, addr, ptep);
	spin_unlock(lock);
	pte_unmap(start);
}
