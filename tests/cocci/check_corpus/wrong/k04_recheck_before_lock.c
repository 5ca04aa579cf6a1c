// SPDX-License-Identifier: GPL-2.0
/* The recheck stands where the lock isn't taken yet */
#include "stub.h"

int dirty_one(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return -EAGAIN;
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) { /* wrong 4 */
		pte_unmap(pte);
		return -EAGAIN;
	}
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, pte_mkdirty(ptep_get(pte)));
	pte_unmap_unlock(pte, ptl);
	return 0;
}
