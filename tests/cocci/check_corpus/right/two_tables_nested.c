// SPDX-License-Identifier: GPL-2.0
/*
 * Right: two tables, a pmd value for each, both compared once both are locked;
 * last mapped, first unmapped.
 */
#include "stub.h"

int move_entry(struct mm_struct *mm, pmd_t *old_pmd, pmd_t *new_pmd,
	       unsigned long old_addr, unsigned long new_addr)
{
	spinlock_t *old_ptl, *new_ptl;
	pmd_t old_val, new_val;
	pte_t *old, *new;
	int ret = -EAGAIN;

	old = pte_offset_map_rw_nolock(mm, old_pmd, old_addr, &old_val,
				       &old_ptl);
	if (!old)
		return -EAGAIN;
	new = pte_offset_map_rw_nolock(mm, new_pmd, new_addr, &new_val,
				       &new_ptl);
	if (!new)
		goto unmap_old;

	spin_lock(old_ptl);
	if (new_ptl != old_ptl)
		spin_lock_nested(new_ptl, SINGLE_DEPTH_NESTING);
	if (!pmd_same(old_val, pmdp_get_lockless(old_pmd)) ||
	    !pmd_same(new_val, pmdp_get_lockless(new_pmd)))
		goto unlock;
	set_pte_at(mm, new_addr, new, ptep_get_and_clear(mm, old_addr, old));
	ret = 0;
unlock:
	if (new_ptl != old_ptl)
		spin_unlock(new_ptl);
	spin_unlock(old_ptl);
	pte_unmap(new);
unmap_old:
	pte_unmap(old);
	return ret;
}
