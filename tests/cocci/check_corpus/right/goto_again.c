// SPDX-License-Identifier: GPL-2.0
/* Right: where the table changed, all is undone, and the map made again */
#include "stub.h"

void clear_range(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		 unsigned long end)
{
	spinlock_t *ptl;
	pmd_t entry;
	pte_t *pte;
	unsigned long n;

again:
	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &entry, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	if (!pmd_same(entry, pmdp_get_lockless(pmd))) {
		pte_unmap_unlock(pte, ptl);
		goto again;
	}
	for (n = 0; addr < end; addr += PAGE_SIZE, n++)
		pte_clear(mm, addr, pte + n);
	pte_unmap_unlock(pte, ptl);
}
