// SPDX-License-Identifier: GPL-2.0
/*
 * The loop leaves pte one past the table's last entry, and that is unmapped.
 *
 * Not by SmPL alone: it takes counting to know that pte + n is in the table.
 */
#include "stub.h"

unsigned long count_present(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	unsigned long n, present = 0;
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_ro_nolock(mm, pmd, addr & PMD_MASK, &ptl);
	if (!pte)
		return 0;
	for (n = 0; n < PTRS_PER_PTE; n++, pte++)
		present += pte_present(ptep_get_lockless(pte));
	pte_unmap(pte); /* wrong 12 */
	return present;
}
