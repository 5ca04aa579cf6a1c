// SPDX-License-Identifier: GPL-2.0
/* Several writes, of which one has no guard: then that one is told. */
#include <linux/mm.h>

int relocks_and_writes(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte, old;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return 0;
	old = ptep_get(pte);
	if (pte_none(old)) {
		pte_unmap(pte);
		return 0;
	}
	spin_lock(ptl);
	if (!pte_same(ptep_get(pte), old)) {
		pte_unmap_unlock(pte, ptl);
		return 0;
	}
	set_pte_at(mm, addr, pte, __pte(0));
	spin_unlock(ptl);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, __pte(0));
	pte_unmap_unlock(pte, ptl);
	return 1;
}

int guards_one_branch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, int first)
{
	spinlock_t *ptl;
	pte_t *pte, old;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return 0;
	old = ptep_get(pte);
	if (pte_none(old)) {
		pte_unmap(pte);
		return 0;
	}
	if (first) {
		spin_lock(ptl);
		if (!pte_same(ptep_get(pte), old)) {
			pte_unmap_unlock(pte, ptl);
			return 0;
		}
		set_pte_at(mm, addr, pte, __pte(0));
		pte_unmap_unlock(pte, ptl);
	} else {
		spin_lock(ptl);
		set_pte_at(mm, addr, pte, __pte(0));
		pte_unmap_unlock(pte, ptl);
	}
	return 1;
}

static void writes_guarded(struct mm_struct *mm, unsigned long addr, pte_t *pte,
			   spinlock_t *ptl, pte_t old)
{
	spin_lock(ptl);
	if (pte_same(ptep_get(pte), old))
		set_pte_at(mm, addr, pte, __pte(1));
	pte_unmap_unlock(pte, ptl);
}

/* Two guards: that of the nearer write is told, with it. */
int guards_both(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, int first)
{
	spinlock_t *ptl;
	pte_t *pte, old;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return 0;
	old = ptep_get(pte);
	if (pte_none(old)) {
		pte_unmap(pte);
		return 0;
	}
	if (first) {
		writes_guarded(mm, addr, pte, ptl, old);
		return 1;
	}
	spin_lock(ptl);
	if (pte_same(ptep_get(pte), old)) /* GUARD guards_both */
		set_pte_at(mm, addr, pte, __pte(0));
	pte_unmap_unlock(pte, ptl);
	return 1;
}

/*
 * RECHECK relocks_and_writes pmd_same: the guard dies with its lock, the second write has none
 * RECHECK guards_one_branch pmd_same: the other branch has none
 * RECHECK guards_both pte_same: each write has one
 */
