// SPDX-License-Identifier: GPL-2.0
/*
 * A cleanup folded into the conversion: the condition around the second lock
 * is gone. Both tables may be one, or have one lock.
 */
#include "stub.h"

int move_within(struct mm_struct *mm, pmd_t *old_pmd, pmd_t *new_pmd,
		unsigned long old_addr, unsigned long new_addr)
{
	spinlock_t *old_ptl, *new_ptl;
	pte_t *old, *new;
	pmd_t pmdval;
	int ret = -EAGAIN;

	old = pte_offset_map_lock(mm, old_pmd, old_addr, &old_ptl);
	if (!old)
		return ret;
	new = pte_offset_map_rw_nolock(mm, new_pmd, new_addr, &pmdval, &new_ptl);
	if (!new)
		goto unlock_old;
	spin_lock_nested(new_ptl, SINGLE_DEPTH_NESTING); /* wrong 14 */
	if (pmd_same(pmdval, pmdp_get_lockless(new_pmd))) {
		set_pte_at(mm, new_addr, new,
			   ptep_get_and_clear(mm, old_addr, old));
		ret = 0;
	}
	pte_unmap_unlock(new, new_ptl);
unlock_old:
	pte_unmap_unlock(old, old_ptl);
	return ret;
}
