// SPDX-License-Identifier: GPL-2.0
/* The lock is dropped in the middle, and when it is back nothing is checked */
#include "stub.h"

void old_slowly(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		unsigned long end)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *start, *pte;

	start = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!start)
		return;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd)))
		goto out;
	for (pte = start; addr < end; addr += PAGE_SIZE, pte++) {
		set_pte_at(mm, addr, pte, pte_mkold(ptep_get(pte)));
		if (spin_needbreak(ptl)) {
			spin_unlock(ptl);
			cpu_relax();
			spin_lock(ptl); /* wrong 9 */
		}
	}
out:
	spin_unlock(ptl);
	pte_unmap(start);
}
