// SPDX-License-Identifier: GPL-2.0
/* undo_twice: on the way out a thing is undone that was undone already */
#include "stub.h"

void bad_unlock(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		spin_unlock(ptl); /* @A */
		goto out;
	}
	pte_clear(mm, addr, pte);
out:
	pte_unmap_unlock(pte, ptl); /* found: ERROR: unlocked on line @A already */
}

void bad_unmap(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	if (pmd_same(pmdval, pmdp_get_lockless(pmd)))
		pte_clear(mm, addr, pte);
	pte_unmap_unlock(pte, ptl); /* @B */
	flush_tlb_mm(mm);
	pte_unmap(pte); /* found: ERROR: unmapped on line @B already */
}

int bad_put(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, struct folio *folio)
{
	int ret = -EAGAIN;
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	folio_get(folio);
	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		goto put;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		folio_put(folio); /* @C */
		goto unlock;
	}
	pte_clear(mm, addr, pte);
	ret = 0;
unlock:
	pte_unmap_unlock(pte, ptl);
put:
	folio_put(folio); /* found: ERROR: given back on line @C already */
	return ret;
}

void good_conditional(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	bool locked = true;
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		spin_unlock(ptl);
		locked = false;
		goto out;
	}
	pte_clear(mm, addr, pte);
out:
	if (locked)
		spin_unlock(ptl);
	pte_unmap(pte);
}

void good_retry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

again:
	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		pte_unmap_unlock(pte, ptl);
		goto again;
	}
	pte_clear(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
}
