// SPDX-License-Identifier: GPL-2.0
/* The entry is written as it is found, without its lock */
#include "stub.h"

void poke_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t val)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return;
	*pte = val; /* wrong 3 */
	pte_unmap(pte);
}
