// SPDX-License-Identifier: GPL-2.0
/* rw: one call takes both locks in order, and the label unmaps both tables */
#include <linux/stub.h>

static void double_pt_lock(spinlock_t *ptl1, spinlock_t *ptl2)
{
	spinlock_t *first = ptl1 < ptl2 ? ptl1 : ptl2;
	spinlock_t *second = ptl1 < ptl2 ? ptl2 : ptl1;

	spin_lock(first);
	if (first != second)
		spin_lock_nested(second, SINGLE_DEPTH_NESTING);
}

static void double_pt_unlock(spinlock_t *ptl1, spinlock_t *ptl2)
{
	spin_unlock(ptl1);
	if (ptl1 != ptl2)
		spin_unlock(ptl2);
}

int exchange_entries(struct mm_struct *mm, pmd_t *dst_pmd, pmd_t *src_pmd,
		     unsigned long dst_addr, unsigned long src_addr)
{
	spinlock_t *src_ptl, *dst_ptl;
	pte_t *src_pte = NULL;
	pte_t *dst_pte = NULL;
	pte_t moved;
	int err = 0;

	dst_pte = pte_offset_map_nolock(mm, dst_pmd, dst_addr, &dst_ptl);

	/* Retry if a huge pmd materialized from under us */
	if (unlikely(!dst_pte)) {
		err = -EAGAIN;
		goto out;
	}

	src_pte = pte_offset_map_nolock(mm, src_pmd, src_addr, &src_ptl);
	if (unlikely(!src_pte)) {
		err = -EAGAIN;
		goto out;
	}

	double_pt_lock(dst_ptl, src_ptl);
	moved = ptep_get_and_clear(mm, src_addr, src_pte);
	set_pte_at(mm, src_addr, src_pte,
		   ptep_get_and_clear(mm, dst_addr, dst_pte));
	set_pte_at(mm, dst_addr, dst_pte, moved);
	flush_tlb_mm(mm);
	double_pt_unlock(dst_ptl, src_ptl);
out:
	if (src_pte)
		pte_unmap(src_pte);
	if (dst_pte)
		pte_unmap(dst_pte);
	return err;
}
