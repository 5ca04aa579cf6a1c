// SPDX-License-Identifier: GPL-2.0
/* write_unchecked: from the lock to the write there is a way round the recheck */
#include "stub.h"

void bad_direct(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp, pmd_t *pmdvalp)
{
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, pmdvalp, ptlp); /* @A */
	if (!pte)
		return;
	spin_lock(*ptlp); /* @B */
	pte_clear(mm, addr, pte); /* found: ERROR: written under the lock of line @B, and the table of line @A isn't rechecked */
	pte_unmap_unlock(pte, *ptlp);
}

void bad_copy(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, bool check)
{
	pte_t *start, *pte;
	spinlock_t *ptl;
	pmd_t pmdval;

	start = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl); /* @C */
	if (!start)
		return;
	spin_lock(ptl); /* @D */
	if (check && !pmd_same(pmdval, pmdp_get_lockless(pmd)))
		goto out;
	for (pte = start; pte < start + 8; pte++)
		WRITE_ONCE(*pte, __pte(0));
out:
	pte_unmap_unlock(start, ptl);
	start = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl); /* @E */
	if (!start)
		return;
	pte = start + 1;
	spin_lock(ptl); /* @F */
	pte[2] = __pte(0); /* found: ERROR: written under the lock of line @F, and the table of line @E isn't rechecked */
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd)))
		pte_clear(mm, addr, pte);
	pte_unmap_unlock(start, ptl);
}

void bad_no_lock(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl); /* @G */
	if (!pte)
		return;
	set_bit(5, (unsigned long *)pte); /* found: ERROR: written without the lock of the table of line @G */
	pte_unmap(pte);
}

void good_held(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl, *same;
	pmd_t dummy;
	pte_t *one, *two;

	one = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!one)
		return;
	two = pte_offset_map_rw_nolock(mm, pmd, addr + PAGE_SIZE, &dummy, &same);
	if (two) {
		pte_clear(mm, addr + PAGE_SIZE, two);
		pte_unmap(two);
	}
	pte_unmap_unlock(one, ptl);
}

void good_checked(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return;
	if (spin_trylock(ptl)) {
		if (pmd_same(pmdval, *pmd))
			*pte = __pte(0);
		spin_unlock(ptl);
	}
	pte_unmap(pte);
}
