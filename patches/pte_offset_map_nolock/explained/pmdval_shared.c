// SPDX-License-Identifier: GPL-2.0
void bad_one_for_two(struct mm_struct *mm, pmd_t *a_pmd, pmd_t *b_pmd, unsigned long addr)
{
	spinlock_t *a_ptl, *b_ptl;
	pte_t *a, *b;
	pmd_t val;

	a = pte_offset_map_rw_nolock(mm, a_pmd, addr, &val, &a_ptl);
	if (!a)
		return;
	b = pte_offset_map_rw_nolock(mm, b_pmd, addr, &val, &b_ptl); /* reported */
	if (b) {
		spin_lock(b_ptl);
		if (pmd_same(val, pmdp_get_lockless(b_pmd)))
			set_pte_at(mm, addr, b, ptep_get_lockless(a));
		pte_unmap_unlock(b, b_ptl);
	}
	pte_unmap(a);
}
