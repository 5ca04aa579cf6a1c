// SPDX-License-Identifier: GPL-2.0
/* Nobody can tell what visit() does. */
#include <linux/mm.h>

void calls_pointer(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		   void (*visit)(pte_t *ptep))
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	visit(pte);
	pte_unmap(pte);
}
