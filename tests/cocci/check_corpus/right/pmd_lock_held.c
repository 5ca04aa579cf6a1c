// SPDX-License-Identifier: GPL-2.0
/*
 * Right: the pmd entry is looked at, and removed, with both locks held, which
 * may be one; it is compared with the value that the map gave.
 */
#include "stub.h"

int remove_empty_table(struct vm_area_struct *vma, pmd_t *pmd,
		       unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *pml, *ptl;
	pmd_t pmdval, old;
	pte_t *start, *pte;
	int i, ret = -EAGAIN;

	pml = pmd_lock(mm, pmd);
	start = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!start)
		goto unlock_pml;
	if (ptl != pml)
		spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd)))
		goto unlock;
	for (i = 0, pte = start; i < PTRS_PER_PTE; i++, pte++)
		if (!pte_none(ptep_get(pte)))
			goto unlock;
	old = pmdp_collapse_flush(vma, addr, pmd);
	ret = 0;
unlock:
	if (ptl != pml)
		spin_unlock(ptl);
	pte_unmap(start);
unlock_pml:
	spin_unlock(pml);
	if (!ret) {
		mm_dec_nr_ptes(mm);
		pte_free_defer(mm, old);
	}
	return ret;
}
