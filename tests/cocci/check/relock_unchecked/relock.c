// SPDX-License-Identifier: GPL-2.0
/* relock_unchecked: the lock is dropped, taken again, and nothing looked at */
#include "stub.h"

void bad_relock(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl); /* @A */
	if (!pte)
		return;
	spin_lock(ptl);
	if (pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		pte_clear(mm, addr, pte);
		spin_unlock(ptl); /* @B */
		flush_tlb_mm(mm);
		spin_lock(ptl); /* found: ERROR: locked again after line @B, and the table of line @A isn't rechecked */
		pte_clear(mm, addr, pte + 1);
	}
	pte_unmap_unlock(pte, ptl);
}

void good_rechecked(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	spin_unlock(ptl);
	spin_lock(ptl);
	if (pmd_same(pmdval, pmdp_get_lockless(pmd)))
		pte_clear(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
}

void good_mapped_again(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;
	int i;

	for (i = 0; i < 3; i++) {
		pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
		if (!pte)
			return;
		spin_lock(ptl);
		if (pmd_same(pmdval, pmdp_get_lockless(pmd)))
			pte_clear(mm, addr, pte);
		spin_unlock(ptl);
		pte_unmap(pte);
	}
}
