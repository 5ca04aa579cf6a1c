// SPDX-License-Identifier: GPL-2.0
/*
 * The helper unlocks where its recheck fails; so does its caller, which was
 * used to a helper that always left the lock taken.
 *
 * Not by SmPL alone: the two unlocks are in two functions.
 */
#include "stub.h"

static int clear_locked(struct mm_struct *mm, unsigned long addr, pte_t *pte,
			spinlock_t *ptl, pmd_t *pmd, pmd_t pmdval)
{
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		spin_unlock(ptl);
		return -EAGAIN;
	}
	pte_clear(mm, addr, pte);
	return 0;
}

int clear_entry_twice_unlocked(struct mm_struct *mm, pmd_t *pmd,
			       unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;
	int ret;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return -ENOENT;
	ret = clear_locked(mm, addr, pte, ptl, pmd, pmdval);
	spin_unlock(ptl); /* wrong 5 */
	pte_unmap(pte);
	return ret;
}
