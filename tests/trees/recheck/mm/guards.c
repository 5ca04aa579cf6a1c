// SPDX-License-Identifier: GPL-2.0
/* Comparisons that prove the table is still there, and some that look like it. */
#include <linux/mm.h>

void guard_missing(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte, orig;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	orig = __pte(0);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, orig);
	pte_unmap_unlock(pte, ptl);
}

void guard_not_none(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte, orig;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	orig = ptep_get_lockless(pte);
	if (pte_none(orig)) {
		pte_unmap(pte);
		return;
	}
	spin_lock(ptl);
	if (!pte_same(ptep_get(pte), orig)) { /* GUARD guard_not_none */
		pte_unmap_unlock(pte, ptl);
		return;
	}
	set_pte_at(mm, addr, pte, __pte(1));
	pte_unmap_unlock(pte, ptl);
}

void guard_present(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte, orig;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	orig = ptep_get_lockless(pte);
	if (!pte_present(orig)) {
		pte_unmap(pte);
		return;
	}
	spin_lock(ptl);
	if (unlikely(!pte_same(orig, ptep_get(pte)))) /* GUARD guard_present */
		goto out;
	set_pte_at(mm, addr, pte, __pte(1));
out:
	pte_unmap_unlock(pte, ptl);
}

void compares_known_none(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte, orig;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	orig = ptep_get_lockless(pte);
	if (!pte_none(orig)) {
		pte_unmap(pte);
		return;
	}
	spin_lock(ptl);
	if (!pte_same(ptep_get(pte), orig)) {
		pte_unmap_unlock(pte, ptl);
		return;
	}
	set_pte_at(mm, addr, pte, __pte(1));
	pte_unmap_unlock(pte, ptl);
}

void compares_maybe_none(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte, orig;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	orig = ptep_get_lockless(pte);
	spin_lock(ptl);
	if (!pte_same(ptep_get(pte), orig)) {
		pte_unmap_unlock(pte, ptl);
		return;
	}
	set_pte_at(mm, addr, pte, __pte(1));
	pte_unmap_unlock(pte, ptl);
}

void compares_before_lock(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte, orig;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	orig = ptep_get_lockless(pte);
	if (pte_none(orig) || !pte_same(ptep_get(pte), orig)) {
		pte_unmap(pte);
		return;
	}
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, __pte(1));
	pte_unmap_unlock(pte, ptl);
}

void compares_on_one_branch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte, orig;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	orig = ptep_get_lockless(pte);
	if (pte_none(orig)) {
		pte_unmap(pte);
		return;
	}
	spin_lock(ptl);
	if (mm->nr_ptes) {
		if (!pte_same(ptep_get(pte), orig))
			goto out;
	}
	set_pte_at(mm, addr, pte, __pte(1));
out:
	pte_unmap_unlock(pte, ptl);
}

void compares_then_relocks(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte, orig;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	orig = ptep_get_lockless(pte);
	if (pte_none(orig)) {
		pte_unmap(pte);
		return;
	}
	spin_lock(ptl);
	if (!pte_same(ptep_get(pte), orig)) {
		pte_unmap_unlock(pte, ptl);
		return;
	}
	spin_unlock(ptl);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, __pte(1));
	pte_unmap_unlock(pte, ptl);
}

void compares_other_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
			  pte_t *other)
{
	spinlock_t *ptl;
	pte_t *pte, orig;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	orig = ptep_get_lockless(pte);
	if (pte_none(orig)) {
		pte_unmap(pte);
		return;
	}
	spin_lock(ptl);
	if (!pte_same(ptep_get(other), orig)) {
		pte_unmap_unlock(pte, ptl);
		return;
	}
	set_pte_at(mm, addr, pte, __pte(1));
	pte_unmap_unlock(pte, ptl);
}

void compares_with_itself(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte, orig;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	orig = ptep_get_lockless(pte);
	if (pte_none(orig)) {
		pte_unmap(pte);
		return;
	}
	spin_lock(ptl);
	orig = ptep_get(pte);
	if (!pte_same(ptep_get(pte), orig)) {
		pte_unmap_unlock(pte, ptl);
		return;
	}
	set_pte_at(mm, addr, pte, __pte(1));
	pte_unmap_unlock(pte, ptl);
}

void compares_without_acting(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte, orig;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	orig = ptep_get_lockless(pte);
	if (pte_none(orig)) {
		pte_unmap(pte);
		return;
	}
	spin_lock(ptl);
	mm->nr_ptes += pte_same(ptep_get(pte), orig);
	set_pte_at(mm, addr, pte, __pte(1));
	pte_unmap_unlock(pte, ptl);
}

void compares_inverted(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte, orig;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	orig = ptep_get_lockless(pte);
	if (pte_none(orig)) {
		pte_unmap(pte);
		return;
	}
	spin_lock(ptl);
	if (pte_same(ptep_get(pte), orig)) {
		pte_unmap_unlock(pte, ptl);
		return;
	}
	set_pte_at(mm, addr, pte, __pte(1));
	pte_unmap_unlock(pte, ptl);
}

/*
 * RECHECK guard_missing pmd_same: nothing is compared
 * RECHECK guard_not_none pte_same: orig is not none on every path, compared under the lock
 * RECHECK guard_present pte_same: a present orig is not none
 * RECHECK compares_known_none pmd_same: orig is known to be none: a detached table would pass
 * RECHECK compares_maybe_none pmd_same: orig was never tested, it may be none
 * RECHECK compares_before_lock pmd_same: the comparison stands before the lock
 * RECHECK compares_on_one_branch pmd_same: where nr_ptes is 0 nothing is compared
 * RECHECK compares_then_relocks pmd_same: the guard dies with the first lock section
 * RECHECK compares_other_entry pmd_same: the entry compared is of another table
 * RECHECK compares_with_itself pmd_same: orig is read again under the lock, the comparison proves nothing
 * RECHECK compares_without_acting pmd_same: the result of the comparison is thrown away
 * RECHECK compares_inverted pmd_same: the write happens where the comparison failed
 */
