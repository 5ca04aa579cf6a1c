// SPDX-License-Identifier: GPL-2.0
/* Each use is one that only reads: renamed */

static int good_lockless(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte, old;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* ro: in good_lockless: only reads in this file */
	if (!pte)
		return 0;
	old = *pte;
	if (pte_none(*pte) || pte_present(ptep_get_lockless(pte)))
		old = READ_ONCE(*pte);
	pte_unmap(pte);
	return pte_val(old);
}

static int good_initialiser(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* ro: in good_initialiser: only reads in this file */
	int none;

	if (pte == NULL)
		return 1;
	none = pte_none(ptep_get(pte));
	pte_unmap(pte);
	return none;
}

static int good_condition(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	int none;

	if (!(pte = pte_offset_map_nolock(mm, pmd, addr, &ptl))) /* ro: in good_condition: only reads in this file */
		return 1;
	none = pte_none(ptep_get(pte));
	pte_unmap(pte);
	return none;
}

static void good_held(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	if (pmd_none(*pmd))
		return;
	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* ro: in good_held: only reads in this file */
	BUG_ON(!pte);
	assert_spin_locked(ptl);
	pte_unmap(pte);
}
