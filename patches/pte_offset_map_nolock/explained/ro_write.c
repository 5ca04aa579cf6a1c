// SPDX-License-Identifier: GPL-2.0
void bad_ways(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte, *copy;
	spinlock_t *ptl;

	pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	*pte = __pte(0); /* reported */
	pte[3] = __pte(0); /* reported */
	pte->pte |= 1; /* reported */
	WRITE_ONCE(*pte, __pte(0)); /* reported */
	set_pte(pte, __pte(0)); /* reported */
	set_ptes(mm, addr, pte + 1, __pte(0), 2); /* reported */
	set_bit(5, (unsigned long *)pte); /* reported */
	copy = pte + 2;
	ptep_get_and_clear(mm, addr, copy); /* reported */
	pte_unmap(pte);
}
