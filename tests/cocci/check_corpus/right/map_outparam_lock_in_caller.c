// SPDX-License-Identifier: GPL-2.0
/*
 * Right: the pmd value goes where the lock goes, through the out-parameters,
 * and the caller, which takes the lock, compares it.
 */
#include "stub.h"

static pte_t *map_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
			pmd_t *pmdvalp, spinlock_t **ptlp)
{
	return pte_offset_map_rw_nolock(mm, pmd, addr, pmdvalp, ptlp);
}

int unshare_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;
	int ret = 0;

	pte = map_entry(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return -ENOENT;
	spin_lock(ptl);
	if (pmd_same(pmdval, pmdp_get_lockless(pmd)))
		ptep_get_and_clear(mm, addr, pte);
	else
		ret = -EAGAIN;
	spin_unlock(ptl);
	pte_unmap(pte);
	return ret;
}
