// SPDX-License-Identifier: GPL-2.0
void clear(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* reported */
	if (!pte)
		return;
	spin_lock(ptl); /* the recheck goes behind this */
	pte_clear(mm, addr, pte); /* the first write */
	pte_unmap_unlock(pte, ptl);
}
