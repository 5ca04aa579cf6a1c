// SPDX-License-Identifier: GPL-2.0
/* rw: unmapped in between, so the pmd comes first and the old lock second */
#include <linux/stub.h>

int empty_and_free_table(struct vm_area_struct *vma, pmd_t *pmd,
			 unsigned long haddr)
{
	struct mm_struct *mm = vma->vm_mm;
	pte_t *start_pte, *pte;
	spinlock_t *pml, *ptl;
	pmd_t pgt_pmd;
	int i;

	start_pte = pte_offset_map_nolock(mm, pmd, haddr, &ptl);
	if (!start_pte)
		return -EAGAIN;

	/* step 1: clear the table; the folio lock stops new faults */
	spin_lock(ptl);
	for (i = 0, pte = start_pte; i < PTRS_PER_PTE; i++, pte++)
		ptep_clear(mm, haddr + i * PAGE_SIZE, pte);
	flush_tlb_range(vma, haddr, haddr + PMD_SIZE);
	pte_unmap_unlock(start_pte, ptl);

	/* step 2: take it out */
	pml = pmd_lock(mm, pmd);
	if (ptl != pml)
		spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);
	pgt_pmd = pmdp_collapse_flush(vma, haddr, pmd);
	if (ptl != pml)
		spin_unlock(ptl);
	spin_unlock(pml);

	mm_dec_nr_ptes(mm);
	pte_free_defer(mm, pgt_pmd);
	return 0;
}
