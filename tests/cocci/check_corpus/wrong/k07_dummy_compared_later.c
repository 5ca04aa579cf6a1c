// SPDX-License-Identifier: GPL-2.0
/*
 * The second table's value is "not needed", and is put where the first one's
 * still is; the first is compared afterwards.
 */
#include "stub.h"

int copy_one(struct mm_struct *mm, pmd_t *dst_pmd, pmd_t *src_pmd,
	     unsigned long dst_addr, unsigned long src_addr)
{
	spinlock_t *dst_ptl, *src_ptl;
	pte_t *dst, *src, val;
	pmd_t pmdval;

	dst = pte_offset_map_rw_nolock(mm, dst_pmd, dst_addr, &pmdval, &dst_ptl);
	if (!dst)
		return -EAGAIN;
	src = pte_offset_map_rw_nolock(mm, src_pmd, src_addr, &pmdval, &src_ptl); /* wrong 7 */
	if (!src) {
		pte_unmap(dst);
		return -EAGAIN;
	}
	val = ptep_get_lockless(src);
	pte_unmap(src);
	spin_lock(dst_ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(dst_pmd))) { /* wrong 7 */
		pte_unmap_unlock(dst, dst_ptl);
		return -EAGAIN;
	}
	set_pte_at(mm, dst_addr, dst, val);
	pte_unmap_unlock(dst, dst_ptl);
	return 0;
}
