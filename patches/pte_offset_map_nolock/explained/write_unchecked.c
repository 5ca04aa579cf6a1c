// SPDX-License-Identifier: GPL-2.0
void bad_direct(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp, pmd_t *pmdvalp)
{
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, pmdvalp, ptlp);
	if (!pte)
		return;
	spin_lock(*ptlp);
	pte_clear(mm, addr, pte); /* reported */
	pte_unmap_unlock(pte, *ptlp);
}
