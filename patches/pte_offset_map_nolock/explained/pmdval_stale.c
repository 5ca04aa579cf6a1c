// SPDX-License-Identifier: GPL-2.0
void bad_copy(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pmd_t pmdval, first;
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return;
	first = pmdval;
	pte_unmap(pte);
	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	if (pmd_same(first, pmdp_get_lockless(pmd))) /* reported */
		pte_clear(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
}
