// SPDX-License-Identifier: GPL-2.0
/*
 * Right: the first table is locked by its map. Where the second has the same
 * lock, it is that table, and was locked since before: it is rechecked only
 * where a lock is taken for it.
 */
#include "stub.h"

int swap_entries(struct mm_struct *mm, pmd_t *pmd_a, pmd_t *pmd_b,
		 unsigned long a, unsigned long b)
{
	spinlock_t *ptl_a, *ptl_b;
	pte_t *pte_a, *pte_b, val;
	pmd_t pmdval;

	pte_a = pte_offset_map_lock(mm, pmd_a, a, &ptl_a);
	if (!pte_a)
		return -EAGAIN;
	pte_b = pte_offset_map_rw_nolock(mm, pmd_b, b, &pmdval, &ptl_b);
	if (!pte_b) {
		pte_unmap_unlock(pte_a, ptl_a);
		return -EAGAIN;
	}
	if (ptl_b != ptl_a) {
		spin_lock_nested(ptl_b, SINGLE_DEPTH_NESTING);
		if (unlikely(!pmd_same(pmdval, pmdp_get_lockless(pmd_b)))) {
			spin_unlock(ptl_b);
			pte_unmap(pte_b);
			pte_unmap_unlock(pte_a, ptl_a);
			return -EAGAIN;
		}
	}
	val = ptep_get_and_clear(mm, a, pte_a);
	set_pte_at(mm, a, pte_a, ptep_get_and_clear(mm, b, pte_b));
	set_pte_at(mm, b, pte_b, val);
	if (ptl_b != ptl_a)
		spin_unlock(ptl_b);
	pte_unmap(pte_b);
	pte_unmap_unlock(pte_a, ptl_a);
	return 0;
}
