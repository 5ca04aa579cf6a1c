// SPDX-License-Identifier: GPL-2.0
/* rw: no entry is written, but the table is taken out; the pmd lock is held */
#include <linux/stub.h>

int free_empty_table(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *pml, *ptl;
	pte_t *start_pte;
	pmd_t table;
	int i, ret = -EBUSY;

	addr &= PMD_MASK;
	pml = pmd_lock(mm, pmd);
	start_pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!start_pte) {
		spin_unlock(pml);
		return -EAGAIN;
	}
	if (ptl != pml)
		spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);

	for (i = 0; i < PTRS_PER_PTE; i++)
		if (!pte_none(ptep_get(start_pte + i)))
			goto unlock;

	table = pmdp_collapse_flush(vma, addr, pmd);
	mm_dec_nr_ptes(mm);
	pte_free_defer(mm, table);
	ret = 0;
unlock:
	if (ptl != pml)
		spin_unlock(ptl);
	pte_unmap(start_pte);
	spin_unlock(pml);
	return ret;
}
