// SPDX-License-Identifier: GPL-2.0
/* pte_same_none: what is none is none in a detached table, too */
#include "stub.h"

void bad_leaves(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t val)
{
	spinlock_t *ptl;
	pte_t *pte, old;
	pmd_t dummy;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &dummy, &ptl);
	if (!pte)
		return;
	old = ptep_get_lockless(pte);
	if (unlikely(!pte_none(old))) /* @A */
		goto unmap;
	spin_lock(ptl);
	if (pte_same(ptep_get(pte), old)) /* found: ERROR: old is none since line @A: it is the same in a table that was taken away */
		set_pte_at(mm, addr, pte, val);
	spin_unlock(ptl);
unmap:
	pte_unmap(pte);
}

void bad_inside(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t val)
{
	spinlock_t *ptl;
	pte_t *pte, old;
	pmd_t dummy;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &dummy, &ptl);
	if (!pte)
		return;
	old = *pte;
	if (pte_none(old)) { /* @B */
		spin_lock(ptl);
		if (pte_same(old, *pte)) /* found: ERROR: old is none since line @B: it is the same in a table that was taken away */
			set_pte_at(mm, addr, pte, val);
		spin_unlock(ptl);
	}
	pte_unmap(pte);
}

/* The other way round: what is none leaves */
void good_not_none(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t val)
{
	spinlock_t *ptl;
	pte_t *pte, old;
	pmd_t dummy;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &dummy, &ptl);
	if (!pte)
		return;
	old = ptep_get_lockless(pte);
	if (pte_none(old)) {
		pte_unmap(pte);
		return;
	}
	spin_lock(ptl);
	if (pte_same(ptep_get(pte), old))
		set_pte_at(mm, addr, pte, val);
	pte_unmap_unlock(pte, ptl);
}

void good_pmd_same_too(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t val)
{
	spinlock_t *ptl;
	pte_t *pte, old;
	pmd_t pmdval;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return;
	old = ptep_get_lockless(pte);
	if (!pte_none(old)) {
		pte_unmap(pte);
		return;
	}
	spin_lock(ptl);
	if (pte_same(ptep_get(pte), old) && pmd_same(pmdval, pmdp_get_lockless(pmd)))
		set_pte_at(mm, addr, pte, val);
	pte_unmap_unlock(pte, ptl);
}
