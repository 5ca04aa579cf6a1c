// SPDX-License-Identifier: GPL-2.0
int bad_nothing_undone(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return 0;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) { /* reported */
		flush_tlb_mm(mm);
		return -EAGAIN;
	}
	pte_clear(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
