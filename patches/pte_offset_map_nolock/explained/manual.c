// SPDX-License-Identifier: GPL-2.0
void hand_on(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, const struct ops *ops)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* reported */
	if (!pte)
		return;
	ops->look(pte); /* nobody can tell what this does with it */
	pte_unmap(pte);
}
