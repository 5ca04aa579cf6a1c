// SPDX-License-Identifier: GPL-2.0
/* unmap_order: the first that was mapped goes first; what wasn't mapped goes */
#include "stub.h"

void bad_order(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *a_ptl, *b_ptl;
	pte_t *a, *b;

	a = pte_offset_map_lock(mm, pmd, addr, &a_ptl);
	if (!a)
		return;
	b = pte_offset_map_ro_nolock(mm, pmd + 1, addr, &b_ptl); /* @A */
	if (!b) {
		pte_unmap_unlock(a, a_ptl);
		return;
	}
	pte_unmap_unlock(a, a_ptl); /* found: ERROR: a is unmapped before b, which line @A mapped after it */
	pte_unmap(b);
}

void bad_jump(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		goto out; /* @B */
	pte_none(*pte);
out:
	pte_unmap(pte); /* found: ERROR: pte is NULL where line @B jumps here */
}

void bad_branch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);
	if (!pte) { /* @C */
		pte_unmap(pte); /* found: ERROR: pte is NULL since line @C */
		return;
	}
	pte_unmap(pte);
}

void good_order(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *a_ptl, *b_ptl;
	pte_t *a, *b = NULL;

	a = pte_offset_map_ro_nolock(mm, pmd, addr, &a_ptl);
	if (!a)
		goto out;
	b = pte_offset_map_ro_nolock(mm, pmd + 1, addr, &b_ptl);
	if (!b)
		goto out;
	pte_same(*a, *b);
out:
	if (b)
		pte_unmap(b);
	if (a)
		pte_unmap(a);
}
