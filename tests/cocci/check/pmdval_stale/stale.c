// SPDX-License-Identifier: GPL-2.0
/* pmdval_stale: what is compared is older than the map */
#include "stub.h"

void bad_copy(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pmd_t pmdval, first;
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return;
	first = pmdval; /* @A */
	pte_unmap(pte);
	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl); /* @B */
	if (!pte)
		return;
	spin_lock(ptl);
	if (pmd_same(first, pmdp_get_lockless(pmd))) /* found: ERROR: first is from line @A, before the map of line @B */
		pte_clear(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
}

void bad_other_value(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pmd_t pmdval, again;
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl); /* @C */
	if (!pte)
		return;
	pte_unmap(pte);
	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &again, &ptl); /* @D */
	if (!pte)
		return;
	spin_lock(ptl);
	if (pmd_same(pmdval, pmdp_get_lockless(pmd))) /* found: ERROR: pmdval was given by line @C, and line @D mapped again */
		pte_clear(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
}

void good_copied_anew(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pmd_t pmdval, seen;
	spinlock_t *ptl;
	pte_t *pte;

again:
	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return;
	seen = pmdval;
	spin_lock(ptl);
	if (!pmd_same(seen, pmdp_get_lockless(pmd))) {
		pte_unmap_unlock(pte, ptl);
		goto again;
	}
	pte_clear(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
}
