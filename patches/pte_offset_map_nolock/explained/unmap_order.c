// SPDX-License-Identifier: GPL-2.0
void bad_order(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *a_ptl, *b_ptl;
	pte_t *a, *b;

	a = pte_offset_map_lock(mm, pmd, addr, &a_ptl);
	if (!a)
		return;
	b = pte_offset_map_ro_nolock(mm, pmd + 1, addr, &b_ptl);
	if (!b) {
		pte_unmap_unlock(a, a_ptl);
		return;
	}
	pte_unmap_unlock(a, a_ptl); /* reported */
	pte_unmap(b);
}
