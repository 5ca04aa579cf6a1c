// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>

bool own_peek(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	/* pte_offset_map_nolock() in a comment is no call */
	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return false;
	pte_unmap(pte);
	return true;
}
