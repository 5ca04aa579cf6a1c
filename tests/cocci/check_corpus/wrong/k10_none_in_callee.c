// SPDX-License-Identifier: GPL-2.0
/*
 * The destination is none where the caller looks, and compared in the callee.
 *
 * Not by SmPL alone: the test and the comparison are in two functions.
 */
#include "stub.h"

static int fill_locked(struct mm_struct *mm, unsigned long addr, pte_t *pte,
		       pte_t orig, pte_t val, spinlock_t *ptl)
{
	spin_lock(ptl);
	if (!pte_same(ptep_get(pte), orig)) { /* wrong 10 */
		spin_unlock(ptl);
		return -EAGAIN;
	}
	set_pte_at(mm, addr, pte, val);
	spin_unlock(ptl);
	return 0;
}

int fill_from_caller(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		     pte_t val)
{
	pte_t *pte, orig;
	pmd_t dummy_pmdval;
	spinlock_t *ptl;
	int ret = -EEXIST;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &dummy_pmdval, &ptl);
	if (!pte)
		return -EAGAIN;
	orig = ptep_get_lockless(pte);
	if (pte_none(orig))
		ret = fill_locked(mm, addr, pte, orig, val, ptl);
	pte_unmap(pte);
	return ret;
}
