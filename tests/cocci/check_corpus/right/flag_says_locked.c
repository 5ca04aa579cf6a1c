// SPDX-License-Identifier: GPL-2.0
/*
 * Right: the lock is taken when the first entry needs it, and the table checked
 * then; a flag says so for the entries that follow and for the way out.
 */
#include "stub.h"

int clear_dirty_entries(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
			unsigned long end)
{
	bool locked = false;
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *start, *pte;
	int cleared = 0;

	start = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!start)
		return 0;
	for (pte = start; addr < end; addr += PAGE_SIZE, pte++) {
		if (!pte_dirty(ptep_get_lockless(pte)))
			continue;
		if (!locked) {
			spin_lock(ptl);
			locked = true;
			if (!pmd_same(pmdval, pmdp_get_lockless(pmd)))
				break;
		}
		set_pte_at(mm, addr, pte, pte_mkclean(ptep_get(pte)));
		cleared++;
	}
	if (locked)
		spin_unlock(ptl);
	pte_unmap(start);
	return cleared;
}
