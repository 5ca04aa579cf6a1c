// SPDX-License-Identifier: GPL-2.0
/* Right: one helper asks of two tables at once, under both locks */
#include "stub.h"

static bool both_there(pmd_t *from_pmd, pmd_t from_was, pmd_t *to_pmd,
		       pmd_t to_was)
{
	return likely(pmd_same(from_was, pmdp_get_lockless(from_pmd))) &&
	       pmd_same(to_was, pmdp_get_lockless(to_pmd));
}

static int carry(struct mm_struct *mm, unsigned long addr, pte_t *from,
		 pmd_t *from_pmd, pmd_t from_was, pte_t *to, pmd_t *to_pmd,
		 pmd_t to_was, spinlock_t *from_ptl, spinlock_t *to_ptl)
{
	int ret = -EAGAIN;

	spin_lock(from_ptl);
	if (from_ptl != to_ptl)
		spin_lock_nested(to_ptl, SINGLE_DEPTH_NESTING);
	if (both_there(from_pmd, from_was, to_pmd, to_was)) {
		set_pte_at(mm, addr, to, ptep_get(from));
		pte_clear(mm, addr, from);
		ret = 0;
	}
	if (from_ptl != to_ptl)
		spin_unlock(to_ptl);
	spin_unlock(from_ptl);
	return ret;
}

int carry_entry(struct mm_struct *mm, pmd_t *from_pmd, pmd_t *to_pmd,
		unsigned long addr)
{
	spinlock_t *from_ptl, *to_ptl;
	pmd_t to_was, from_was;
	pte_t *from, *to;
	int ret = -EAGAIN;

	to = pte_offset_map_rw_nolock(mm, to_pmd, addr, &to_was, &to_ptl);
	if (!to)
		return ret;
	from = pte_offset_map_rw_nolock(mm, from_pmd, addr, &from_was,
					&from_ptl);
	if (!from)
		goto unmap;
	ret = carry(mm, addr, from, from_pmd, from_was, to, to_pmd, to_was,
		    from_ptl, to_ptl);
	pte_unmap(from);
unmap:
	pte_unmap(to);
	return ret;
}
