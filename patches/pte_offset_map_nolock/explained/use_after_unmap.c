// SPDX-License-Identifier: GPL-2.0
int bad_read_after(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return 0;
	pte_unmap(pte);
	return pte_none(ptep_get(pte)); /* reported */
}
