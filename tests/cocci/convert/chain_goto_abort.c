// SPDX-License-Identifier: GPL-2.0
/* rw: behind the chain of locks one is surely held; the label undoes it */
#include <linux/stub.h>

int collapse_range(struct vm_area_struct *vma, pmd_t *pmd, unsigned long haddr)
{
	struct mm_struct *mm = vma->vm_mm;
	pte_t *start_pte, *pte;
	spinlock_t *pml = NULL, *ptl = NULL;
	int i, nr_ptes = 0, result = -EAGAIN;

	/* Not shared: nobody may come in before the table is gone */
	if (!(vma->vm_flags & VM_SHARED))
		pml = pmd_lock(mm, pmd);

	start_pte = pte_offset_map_nolock(mm, pmd, haddr, &ptl);
	if (!start_pte)		/* the folio lock should prevent this */
		goto abort;
	if (!pml)
		spin_lock(ptl);
	else if (ptl != pml)
		spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);

	for (i = 0, pte = start_pte; i < HPAGE_PMD_NR; i++, pte++) {
		if (pte_none(ptep_get(pte)))
			continue;
		if (!pte_present(ptep_get(pte))) {
			result = -EBUSY;
			goto abort;
		}
		ptep_clear(mm, haddr + i * PAGE_SIZE, pte);
		nr_ptes++;
	}
	result = 0;
abort:
	if (nr_ptes) {
		flush_tlb_mm(mm);
		add_mm_counter(mm, MM_FILEPAGES, -nr_ptes);
	}
	if (start_pte)
		pte_unmap_unlock(start_pte, ptl);
	if (pml && pml != ptl)
		spin_unlock(pml);
	return result;
}
