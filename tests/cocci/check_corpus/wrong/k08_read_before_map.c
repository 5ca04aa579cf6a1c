// SPDX-License-Identifier: GPL-2.0
/*
 * What is compared was read before the map, and once: where the table changed
 * in between, the retry never ends.
 */
#include "stub.h"

int set_clean(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pmd_t pmdval, before = pmdp_get_lockless(pmd);
	spinlock_t *ptl;
	pte_t *pte;

again:
	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl); /* wrong 2 */
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	if (!pmd_same(before, pmdp_get_lockless(pmd))) { /* wrong 8 */
		pte_unmap_unlock(pte, ptl);
		goto again;
	}
	set_pte_at(mm, addr, pte, pte_mkclean(ptep_get(pte))); /* wrong 3 */
	pte_unmap_unlock(pte, ptl);
	return 0;
}
