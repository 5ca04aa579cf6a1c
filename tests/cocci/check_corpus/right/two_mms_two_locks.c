// SPDX-License-Identifier: GPL-2.0
/* Right: tables of two mms can't have one lock, so nobody has to ask */
#include "stub.h"

int copy_entry(struct mm_struct *dst_mm, struct mm_struct *src_mm,
	       pmd_t *dst_pmd, pmd_t *src_pmd, unsigned long addr)
{
	spinlock_t *dst_ptl, *src_ptl;
	pte_t *dst_pte, *src_pte;
	pmd_t src_val;
	int ret = 0;

	dst_pte = pte_alloc_map_lock(dst_mm, dst_pmd, addr, &dst_ptl);
	if (!dst_pte)
		return -ENOMEM;
	src_pte = pte_offset_map_rw_nolock(src_mm, src_pmd, addr, &src_val,
					   &src_ptl);
	if (!src_pte)
		goto out;
	spin_lock_nested(src_ptl, SINGLE_DEPTH_NESTING);
	if (unlikely(!pmd_same(src_val, pmdp_get_lockless(src_pmd)))) {
		ret = -EAGAIN;
		goto out_src;
	}
	ptep_set_wrprotect(src_mm, addr, src_pte);
	set_pte_at(dst_mm, addr, dst_pte, ptep_get(src_pte));
out_src:
	pte_unmap_unlock(src_pte, src_ptl);
out:
	pte_unmap_unlock(dst_pte, dst_ptl);
	return ret;
}
