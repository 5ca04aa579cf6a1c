// SPDX-License-Identifier: GPL-2.0
bool has_table(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* reported */
	if (!pte)
		return false;
	pte_unmap(pte);
	return true;
}
