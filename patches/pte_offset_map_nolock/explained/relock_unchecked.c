// SPDX-License-Identifier: GPL-2.0
void bad_relock(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	if (pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		pte_clear(mm, addr, pte);
		spin_unlock(ptl);
		flush_tlb_mm(mm);
		spin_lock(ptl); /* reported */
		pte_clear(mm, addr, pte + 1);
	}
	pte_unmap_unlock(pte, ptl);
}
