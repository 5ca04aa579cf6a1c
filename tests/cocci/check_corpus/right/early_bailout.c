// SPDX-License-Identifier: GPL-2.0
/* Right: a look without the lock saves it, and the one that counts is under it */
#include "stub.h"

int try_make_young(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	int ret = -EAGAIN;
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return ret;
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd)))
		goto unmap;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd)))
		goto unlock;
	set_pte_at(mm, addr, pte, pte_mkyoung(ptep_get(pte)));
	ret = 0;
unlock:
	spin_unlock(ptl);
unmap:
	pte_unmap(pte);
	return ret;
}
