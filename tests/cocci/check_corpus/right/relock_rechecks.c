// SPDX-License-Identifier: GPL-2.0
/*
 * Right: the lock is dropped for a moment in the middle of the table, the
 * mapping is kept, and the table checked again when the lock is back.
 */
#include "stub.h"

int clean_slowly(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		 unsigned long end)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *start, *pte;
	int ret = 0;

	start = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!start)
		return 0;
	pte = start;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		ret = -EAGAIN;
		goto out;
	}
	while (addr < end) {
		set_pte_at(mm, addr, pte, pte_mkclean(ptep_get(pte)));
		pte++;
		addr += PAGE_SIZE;
		if (!spin_needbreak(ptl))
			continue;
		spin_unlock(ptl);
		cpu_relax();
		spin_lock(ptl);
		if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
			ret = -EAGAIN;
			break;
		}
	}
out:
	spin_unlock(ptl);
	pte_unmap(start);
	return ret;
}
