// SPDX-License-Identifier: GPL-2.0
/* Mappings end in the reverse order of their beginning, and are not used afterwards. */
#include "pgtable.h"

int good_reverse(struct mm_struct *mm, pmd_t *src, pmd_t *dst, unsigned long addr)
{
	spinlock_t *src_ptl, *dst_ptl;
	pte_t *src_pte, *dst_pte;
	int same = -1;

	dst_pte = pte_offset_map_ro_nolock(mm, dst, addr, &dst_ptl);
	if (!dst_pte)
		return same;
	src_pte = pte_offset_map_ro_nolock(mm, src, addr, &src_ptl);
	if (src_pte) {
		same = pte_same(ptep_get(src_pte), ptep_get(dst_pte));
		pte_unmap(src_pte);
	}
	pte_unmap(dst_pte);
	return same;
}

int bad_order(struct mm_struct *mm, pmd_t *src, pmd_t *dst, unsigned long addr)
{
	spinlock_t *src_ptl, *dst_ptl;
	pte_t *src_pte = NULL, *dst_pte;

	dst_pte = pte_offset_map_ro_nolock(mm, dst, addr, &dst_ptl);
	if (!dst_pte)
		return -1;
	src_pte = pte_offset_map_ro_nolock(mm, src, addr, &src_ptl);
	pte_unmap(dst_pte); /* refuted: order: before what was mapped after it */
	if (src_pte)
		pte_unmap(src_pte);
	return 0;
}

/* The value was taken out in time */
int good_value(SITE)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);
	pte_t entry;

	if (!pte)
		return -1;
	entry = ptep_get(pte);
	pte_unmap(pte);
	return pte_none(entry);
}

int bad_read_after(SITE)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);

	if (!pte)
		return -1;
	pte_unmap(pte);
	return pte_none(ptep_get(pte)); /* refuted: use: after its unmap */
}

int bad_lock_after(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);

	if (!pte)
		return -1;
	pte_unmap(pte);
	spin_lock(ptl); /* refuted: use: taken after the unmap */
	if (pmd_same(pmdval, pmdp_get_lockless(pmd)))
		pmdp_collapse_flush(mm, addr, pmd);
	spin_unlock(ptl);
	return 0;
}
