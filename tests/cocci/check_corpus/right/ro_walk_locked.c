// SPDX-License-Identifier: GPL-2.0
/* Right: the entries are read under the lock, and none is written */
#include "stub.h"

unsigned long count_young(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
			  unsigned long end)
{
	unsigned long young = 0;
	spinlock_t *ptl;
	pte_t *start, *pte;

	start = pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);
	if (!start)
		return 0;
	spin_lock(ptl);
	for (; addr < end; addr += PAGE_SIZE, pte++) {
		pte_t ptent = ptep_get(pte);

		if (pte_present(ptent) && pte_young(ptent))
			young++;
	}
	spin_unlock(ptl);
	pte_unmap(start);
	return young;
}
