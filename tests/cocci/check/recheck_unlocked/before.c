// SPDX-License-Identifier: GPL-2.0
/* recheck_unlocked: the recheck comes before the lock, or round it */
#include "stub.h"

void bad_before(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl); /* @A */
	if (!pte)
		return;
	if (pmd_same(pmdval, pmdp_get_lockless(pmd))) { /* found: ERROR: the table of line @A is rechecked without its lock */
		spin_lock(ptl);
		pte_clear(mm, addr, pte);
		spin_unlock(ptl);
	}
	pte_unmap(pte);
}

/* The map of the retry is given the lock's pointer, and doesn't take the lock */
void bad_retry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

again:
	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl); /* @C */
	if (!pte)
		return;
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) { /* found: ERROR: the table of line @C is rechecked without its lock */
		pte_unmap(pte);
		goto again;
	}
	spin_lock(ptl);
	pte_clear(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
}

void bad_one_branch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, bool lock)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;
	bool same;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl); /* @B */
	if (!pte)
		return;
	if (lock)
		spin_lock(ptl);
	same = pmd_same(*pmd, pmdval); /* found: ERROR: the table of line @B is rechecked without its lock */
	if (same)
		pte_clear(mm, addr, pte);
	if (lock)
		spin_unlock(ptl);
	pte_unmap(pte);
}

void good_pmd_lock(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *pml = pmd_lock(mm, pmd);
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (pte) {
		if (pmd_same(pmdval, pmdp_get(pmd)))
			pmd_clear(pmd);
		pte_unmap(pte);
	}
	spin_unlock(pml);
}

void good_twice(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return;
	if (pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		spin_lock(ptl);
		if (pmd_same(pmdval, pmdp_get_lockless(pmd)))
			pte_clear(mm, addr, pte);
		spin_unlock(ptl);
	}
	pte_unmap(pte);
}
