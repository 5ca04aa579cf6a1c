// SPDX-License-Identifier: GPL-2.0
/*
 * Right: the recheck is under the lock of the pmd entry, before the table's own
 * lock is touched; where it fails only the first is held.
 */
#include "stub.h"

int retract_table(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *pml, *ptl;
	pmd_t pmdval, old;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return -EAGAIN;
	pml = pmd_lock(mm, pmd);
	if (unlikely(!pmd_same(pmdval, pmdp_get_lockless(pmd)))) {
		spin_unlock(pml);
		pte_unmap(pte);
		return -EAGAIN;
	}
	if (ptl != pml)
		spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);
	old = pmdp_collapse_flush(vma, addr, pmd);
	if (ptl != pml)
		spin_unlock(ptl);
	spin_unlock(pml);
	pte_unmap(pte);
	mm_dec_nr_ptes(mm);
	pte_free_defer(mm, old);
	return 0;
}
