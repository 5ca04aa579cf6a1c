// SPDX-License-Identifier: GPL-2.0
/* rw: the source is known not to be none, the destination is known to be */
#include <linux/stub.h>

static void double_pt_lock(spinlock_t *ptl1, spinlock_t *ptl2)
{
	if (ptl1 > ptl2) {
		spinlock_t *tmp = ptl1;

		ptl1 = ptl2;
		ptl2 = tmp;
	}
	spin_lock(ptl1);
	if (ptl1 != ptl2)
		spin_lock_nested(ptl2, SINGLE_DEPTH_NESTING);
}

static void double_pt_unlock(spinlock_t *ptl1, spinlock_t *ptl2)
{
	spin_unlock(ptl1);
	if (ptl1 != ptl2)
		spin_unlock(ptl2);
}

int move_entry(struct mm_struct *mm, struct vm_area_struct *src_vma,
	       pmd_t *dst_pmd, pmd_t *src_pmd, unsigned long dst_addr,
	       unsigned long src_addr)
{
	pte_t orig_src_pte, orig_dst_pte;
	spinlock_t *src_ptl, *dst_ptl;
	pte_t *src_pte = NULL;
	pte_t *dst_pte = NULL;
	int err = -EAGAIN;

	dst_pte = pte_offset_map_nolock(mm, dst_pmd, dst_addr, &dst_ptl);
	if (!dst_pte)
		goto out;
	src_pte = pte_offset_map_nolock(mm, src_pmd, src_addr, &src_ptl);
	if (!src_pte)
		goto out;

	orig_dst_pte = ptep_get_lockless(dst_pte);
	if (!pte_none(orig_dst_pte)) {
		err = -EEXIST;
		goto out;
	}

	orig_src_pte = ptep_get_lockless(src_pte);
	if (pte_none(orig_src_pte)) {
		err = -ENOENT;
		goto out;
	}

	double_pt_lock(dst_ptl, src_ptl);
	if (!pte_same(ptep_get(src_pte), orig_src_pte) ||
	    !pte_same(ptep_get(dst_pte), orig_dst_pte)) {
		double_pt_unlock(dst_ptl, src_ptl);
		goto out;
	}
	orig_src_pte = ptep_clear_flush(src_vma, src_addr, src_pte);
	set_pte_at(mm, dst_addr, dst_pte, orig_src_pte);
	double_pt_unlock(dst_ptl, src_ptl);
	err = 0;
out:
	if (src_pte)
		pte_unmap(src_pte);
	if (dst_pte)
		pte_unmap(dst_pte);
	return err;
}
