// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>

#include "part.c"

void own_all(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	own_part(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
}
