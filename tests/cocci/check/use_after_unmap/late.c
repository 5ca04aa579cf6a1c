// SPDX-License-Identifier: GPL-2.0
/* use_after_unmap: what was unmapped is read, or written */
#include "stub.h"

int good_read_before(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte, entry;

	pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return 0;
	entry = ptep_get(pte);
	pte_unmap(pte);
	return pte_none(entry);
}

int bad_read_after(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return 0;
	pte_unmap(pte); /* @A */
	return pte_none(ptep_get(pte)); /* found: ERROR: pte is used, and line @A unmapped it */
}

int bad_write_after(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return 0;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		pte_unmap_unlock(pte, ptl);
		return 0;
	}
	pte_unmap_unlock(pte, ptl); /* @B */
	set_pte_at(mm, addr, pte, __pte(0)); /* found: ERROR: pte is used, and line @B unmapped it */
	return 1;
}

void bad_store_after(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return;
	pte_unmap(pte); /* @C */
	*pte = __pte(0); /* found: ERROR: pte is used, and line @C unmapped it */
}

/* Mapped anew in between. */
int good_mapped_again(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	int none;

	pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return 0;
	none = pte_none(ptep_get(pte));
	pte_unmap(pte);
	pte = pte_offset_map_ro_nolock(mm, pmd, addr + PAGE_SIZE, &ptl);
	if (!pte)
		return none;
	none += pte_none(ptep_get(pte));
	pte_unmap(pte);
	return none;
}

/* Unmapped on one path, used on the other: a condition tells them apart. */
int good_other_path(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, bool end)
{
	spinlock_t *ptl;
	pte_t *pte;
	int none = 0;

	pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return 0;
	if (end)
		pte_unmap(pte);
	if (!end) {
		none = pte_none(ptep_get(pte));
		pte_unmap(pte);
	}
	return none;
}
