// SPDX-License-Identifier: GPL-2.0
/* A variable that is mapped a second time: each mapping has its own uses */

static void good_first(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in good_first: only reads in this file, but see pte at line @A */
	if (!pte || pte_none(ptep_get(pte)))
		return;
	pte_unmap(pte);
	pte = pte_offset_map_lock(mm, pmd, addr, &ptl); /* @A */
	pte_clear(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
}
