// SPDX-License-Identifier: GPL-2.0
/* manual: the pointer may stand behind the table when the lock is taken */
#include <linux/stub.h>

long zap_after_hole(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		    unsigned long end)
{
	long nr = 0;
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;

	while (addr < end && pte_none(ptep_get_lockless(pte))) {
		pte++;
		addr += PAGE_SIZE;
	}

	spin_lock(ptl);
	for (; addr < end; pte++, addr += PAGE_SIZE, nr++)
		pte_clear(mm, addr, pte);
	flush_tlb_mm(mm);
	spin_unlock(ptl);
	pte_unmap(pte - 1);
	return nr;
}
