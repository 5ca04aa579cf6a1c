// SPDX-License-Identifier: GPL-2.0
void bad_held(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *a_ptl, *b_ptl;
	pte_t *a, *b;

	a = pte_offset_map_lock(mm, pmd, addr, &a_ptl);
	if (!a)
		return;
	b = pte_offset_map_ro_nolock(mm, pmd + 1, addr, &b_ptl);
	if (b) {
		spin_lock_nested(b_ptl, SINGLE_DEPTH_NESTING); /* reported */
		pte_unmap_unlock(b, b_ptl);
	}
	pte_unmap_unlock(a, a_ptl);
}
