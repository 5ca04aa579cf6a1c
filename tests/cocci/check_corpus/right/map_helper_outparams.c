// SPDX-License-Identifier: GPL-2.0
/*
 * Right: a helper maps, locks and rechecks, and hands over the entry with its
 * lock held; its callers undo both.
 */
#include "stub.h"

static pte_t *map_stable(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
			 spinlock_t **ptlp)
{
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, ptlp);
	if (!pte)
		return NULL;
	spin_lock(*ptlp);
	if (pmd_same(pmdval, pmdp_get_lockless(pmd)))
		return pte;
	pte_unmap_unlock(pte, *ptlp);
	return NULL;
}

int fill_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t val)
{
	int ret = -EEXIST;
	spinlock_t *ptl;
	pte_t *pte;

	pte = map_stable(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	if (pte_none(ptep_get(pte))) {
		set_pte_at(mm, addr, pte, val);
		ret = 0;
	}
	pte_unmap_unlock(pte, ptl);
	return ret;
}
