// SPDX-License-Identifier: GPL-2.0
/* The retry maps with a value of its own; the one before is what is compared */
#include "stub.h"

int set_young(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pmd_t pmdval, dummy;
	int ret = -EAGAIN;
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return ret;
	if (!spin_trylock(ptl)) {
		pte_unmap(pte);
		cond_resched();
		pte = pte_offset_map_rw_nolock(mm, pmd, addr, &dummy, &ptl); /* wrong 2 */
		if (!pte)
			return ret;
		spin_lock(ptl);
	}
	if (pmd_same(pmdval, pmdp_get_lockless(pmd))) { /* wrong 8 */
		set_pte_at(mm, addr, pte, pte_mkyoung(ptep_get(pte))); /* wrong 3 */
		ret = 0;
	}
	pte_unmap_unlock(pte, ptl);
	return ret;
}
