// SPDX-License-Identifier: GPL-2.0
/* The call stands in a block with its own declarations. */
#include <linux/mm.h>

void writes_in_block(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	unsigned long end = addr + PTRS_PER_PTE * PAGE_SIZE;

	for (; addr != end; addr += PAGE_SIZE) {
		spinlock_t *ptl;
		pte_t *pte;

		pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
		if (!pte)
			continue;
		spin_lock(ptl);
		pte_clear(mm, addr, pte);
		pte_unmap_unlock(pte, ptl);
	}
}
