// SPDX-License-Identifier: GPL-2.0
/* rw: an alias walks through the table and writes, the mapping stays put */
#include <linux/stub.h>

void write_protect_run(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		       unsigned long end)
{
	pte_t *mapped, *p;
	spinlock_t *ptl;

	mapped = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!mapped)
		return;
	p = mapped;

	/* The empty entries at the start need no lock */
	while (addr < end && pte_none(ptep_get_lockless(p)))
		p++, addr += PAGE_SIZE;

	spin_lock(ptl);
	for (; addr < end; p++, addr += PAGE_SIZE)
		*p = pte_wrprotect(*p);
	flush_tlb_mm(mm);
	pte_unmap_unlock(mapped, ptl);
}
