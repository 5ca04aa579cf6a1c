// SPDX-License-Identifier: GPL-2.0
void bad_before(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return;
	if (pmd_same(pmdval, pmdp_get_lockless(pmd))) { /* reported */
		spin_lock(ptl);
		pte_clear(mm, addr, pte);
		spin_unlock(ptl);
	}
	pte_unmap(pte);
}
