// SPDX-License-Identifier: GPL-2.0
/*
 * Right: where the lock isn't free the mapping is given up, and one made that
 * comes with the lock, which needs no recheck.
 */
#include "stub.h"

int wrprotect_soon(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return -EAGAIN;
	if (spin_trylock(ptl)) {
		if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
			pte_unmap_unlock(pte, ptl);
			return -EAGAIN;
		}
	} else {
		pte_unmap(pte);
		pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
		if (!pte)
			return -EAGAIN;
	}
	ptep_set_wrprotect(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
