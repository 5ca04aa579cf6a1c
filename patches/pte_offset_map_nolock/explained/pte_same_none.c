// SPDX-License-Identifier: GPL-2.0
void bad_leaves(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t val)
{
	spinlock_t *ptl;
	pte_t *pte, old;
	pmd_t dummy;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &dummy, &ptl);
	if (!pte)
		return;
	old = ptep_get_lockless(pte);
	if (unlikely(!pte_none(old)))
		goto unmap;
	spin_lock(ptl);
	if (pte_same(ptep_get(pte), old)) /* reported */
		set_pte_at(mm, addr, pte, val);
	spin_unlock(ptl);
unmap:
	pte_unmap(pte);
}
