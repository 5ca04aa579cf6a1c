// SPDX-License-Identifier: GPL-2.0
/*
 * Right: a helper takes both locks in the order of their addresses, once where
 * they are one; a callee compares both tables, the destination by its pmd entry
 * since its pte is none, the source by its pte, which is present.
 */
#include "stub.h"

static void lock_both(spinlock_t *a, spinlock_t *b)
{
	if (a > b)
		swap(a, b);
	spin_lock(a);
	if (a != b)
		spin_lock_nested(b, SINGLE_DEPTH_NESTING);
}

static void unlock_both(spinlock_t *a, spinlock_t *b)
{
	spin_unlock(a);
	if (a != b)
		spin_unlock(b);
}

static int move_checked(struct mm_struct *mm, unsigned long to,
			unsigned long from, pte_t *dst, pte_t *src, pte_t orig,
			pmd_t *dst_pmd, pmd_t pmdval, spinlock_t *dst_ptl,
			spinlock_t *src_ptl)
{
	int ret = -EAGAIN;

	lock_both(dst_ptl, src_ptl);
	if (pte_same(ptep_get(src), orig) && pte_none(ptep_get(dst)) &&
	    pmd_same(pmdval, pmdp_get_lockless(dst_pmd))) {
		set_pte_at(mm, to, dst, ptep_get_and_clear(mm, from, src));
		ret = 0;
	}
	unlock_both(dst_ptl, src_ptl);
	return ret;
}

int move_present(struct mm_struct *mm, pmd_t *dst_pmd, pmd_t *src_pmd,
		 unsigned long to, unsigned long from)
{
	spinlock_t *dst_ptl, *src_ptl;
	pmd_t dst_val, dummy;
	pte_t *dst, *src, orig;
	int ret = -ENOENT;

	dst = pte_offset_map_rw_nolock(mm, dst_pmd, to, &dst_val, &dst_ptl);
	if (!dst)
		return -EAGAIN;
	src = pte_offset_map_rw_nolock(mm, src_pmd, from, &dummy, &src_ptl);
	if (!src) {
		pte_unmap(dst);
		return -EAGAIN;
	}
	orig = ptep_get_lockless(src);
	if (pte_present(orig))
		ret = move_checked(mm, to, from, dst, src, orig, dst_pmd,
				   dst_val, dst_ptl, src_ptl);
	pte_unmap(src);
	pte_unmap(dst);
	return ret;
}
