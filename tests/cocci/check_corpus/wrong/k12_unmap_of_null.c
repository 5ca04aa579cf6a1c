// SPDX-License-Identifier: GPL-2.0
/* The way out of a map that failed goes through the unmap */
#include "stub.h"

int look_at(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	int present = 0;
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		goto out;
	present = pte_present(ptep_get_lockless(pte));
out:
	pte_unmap(pte); /* wrong 12 */
	return present;
}
