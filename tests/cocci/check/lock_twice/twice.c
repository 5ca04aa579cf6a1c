// SPDX-License-Identifier: GPL-2.0
/* lock_twice: two tables of one mm, and nobody asks whether their lock is one */
#include "stub.h"

void bad_held(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *a_ptl, *b_ptl;
	pte_t *a, *b;

	a = pte_offset_map_lock(mm, pmd, addr, &a_ptl); /* @A */
	if (!a)
		return;
	b = pte_offset_map_ro_nolock(mm, pmd + 1, addr, &b_ptl);
	if (b) {
		spin_lock_nested(b_ptl, SINGLE_DEPTH_NESTING); /* found: ERROR: b_ptl may be a_ptl, which line @A locked */
		pte_unmap_unlock(b, b_ptl);
	}
	pte_unmap_unlock(a, a_ptl);
}

void bad_both(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *a_ptl, *b_ptl;
	pte_t *a, *b;

	a = pte_offset_map_ro_nolock(mm, pmd, addr, &a_ptl); /* @B */
	if (!a)
		return;
	b = pte_offset_map_ro_nolock(mm, pmd + 1, addr, &b_ptl);
	if (b) {
		spin_lock(a_ptl);
		spin_lock(b_ptl); /* found: ERROR: b_ptl may be a_ptl, the lock of the table that line @B mapped */
		spin_unlock(b_ptl);
		spin_unlock(a_ptl);
		pte_unmap(b);
	}
	pte_unmap(a);
}

void good_asks(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *a_ptl, *b_ptl;
	pte_t *a, *b;

	a = pte_offset_map_lock(mm, pmd, addr, &a_ptl);
	if (!a)
		return;
	b = pte_offset_map_ro_nolock(mm, pmd + 1, addr, &b_ptl);
	if (b) {
		if (b_ptl != a_ptl)
			spin_lock_nested(b_ptl, SINGLE_DEPTH_NESTING);
		if (b_ptl != a_ptl)
			spin_unlock(b_ptl);
		pte_unmap(b);
	}
	pte_unmap_unlock(a, a_ptl);
}

void good_two_mms(struct mm_struct *mm, struct mm_struct *other, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *a_ptl, *b_ptl;
	pte_t *a, *b;

	a = pte_offset_map_lock(mm, pmd, addr, &a_ptl);
	if (!a)
		return;
	b = pte_offset_map_ro_nolock(other, pmd + 1, addr, &b_ptl);
	if (b) {
		spin_lock_nested(b_ptl, SINGLE_DEPTH_NESTING);
		pte_unmap_unlock(b, b_ptl);
	}
	pte_unmap_unlock(a, a_ptl);
}
