// SPDX-License-Identifier: GPL-2.0
/* pmdval_unused: the entry goes where nobody looks */
#include "stub.h"

void bad_unused(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl); /* found: WARNING: pmdval is never compared with the pmd entry */
	if (!pte)
		return;
	spin_lock(ptl);
	pte_clear(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
}

/* It is used, but before the map */
void bad_before(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pmd_t pmdval = pmdp_get_lockless(pmd);
	spinlock_t *ptl;
	pte_t *pte;

	if (pmd_none(pmdval))
		return;
	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl); /* found: WARNING: pmdval is never compared with the pmd entry */
	if (!pte)
		return;
	spin_lock(ptl);
	pte_clear(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
}

/* pte_same() may be the recheck */
void good_guard(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t old)
{
	spinlock_t *ptl;
	pmd_t dummy;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &dummy, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	if (pte_same(ptep_get(pte), old))
		pte_clear(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
}

/* The lock is held already, and isn't taken */
void good_held(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t dummy;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &dummy, &ptl);
	if (!pte)
		return;
	pte_clear(mm, addr, pte);
	pte_unmap(pte);
}

/* Others see the mapping, and may recheck */
pte_t *good_returned(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp)
{
	pmd_t dummy;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &dummy, ptlp);
	if (pte)
		spin_lock(*ptlp);
	return pte;
}
