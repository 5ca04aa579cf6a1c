// SPDX-License-Identifier: GPL-2.0
/* One pmd value for two tables: the first can never be the same again */
#include "stub.h"

int move_one(struct mm_struct *mm, pmd_t *old_pmd, pmd_t *new_pmd,
	     unsigned long old_addr, unsigned long new_addr)
{
	spinlock_t *old_ptl, *new_ptl;
	pte_t *old, *new;
	pmd_t pmdval;
	int ret = -EAGAIN;

	old = pte_offset_map_rw_nolock(mm, old_pmd, old_addr, &pmdval, &old_ptl);
	if (!old)
		return ret;
	new = pte_offset_map_rw_nolock(mm, new_pmd, new_addr, &pmdval, &new_ptl); /* wrong 7 */
	if (!new)
		goto unmap_old;
	spin_lock(old_ptl);
	if (new_ptl != old_ptl)
		spin_lock_nested(new_ptl, SINGLE_DEPTH_NESTING);
	if (pmd_same(pmdval, pmdp_get_lockless(old_pmd)) && /* wrong 7 */
	    pmd_same(pmdval, pmdp_get_lockless(new_pmd))) {
		set_pte_at(mm, new_addr, new,
			   ptep_get_and_clear(mm, old_addr, old));
		ret = 0;
	}
	if (new_ptl != old_ptl)
		spin_unlock(new_ptl);
	spin_unlock(old_ptl);
	pte_unmap(new);
unmap_old:
	pte_unmap(old);
	return ret;
}
