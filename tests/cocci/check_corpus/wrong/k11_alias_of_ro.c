// SPDX-License-Identifier: GPL-2.0
/* The write goes through a pointer that was set from the mapping */
#include "stub.h"

void clean_all(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
	       unsigned long end)
{
	spinlock_t *ptl;
	pte_t *start, *pte;

	start = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);
	if (!start)
		return;
	spin_lock(ptl);
	for (pte = start; addr < end; addr += PAGE_SIZE, pte++)
		*pte = pte_mkclean(*pte); /* wrong 11 */
	spin_unlock(ptl);
	pte_unmap(start);
}
