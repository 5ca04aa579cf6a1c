// SPDX-License-Identifier: GPL-2.0
/* The value is copied after the first map, and the copy compared after each */
#include "stub.h"

int set_old(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pmd_t pmdval, first;
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return -EAGAIN;
	first = pmdval;
again:
	spin_lock(ptl);
	if (!pmd_same(first, pmdp_get_lockless(pmd))) { /* wrong 8 */
		pte_unmap_unlock(pte, ptl);
		pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl); /* wrong 2 */
		if (!pte)
			return -EAGAIN;
		goto again;
	}
	set_pte_at(mm, addr, pte, pte_mkold(ptep_get(pte))); /* wrong 3 */
	pte_unmap_unlock(pte, ptl);
	return 0;
}
