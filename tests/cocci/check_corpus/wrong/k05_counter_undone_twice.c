// SPDX-License-Identifier: GPL-2.0
/*
 * The new path goes to the label of a later step, which takes rmaps and counts
 * off a folio that the step before has done with already: references are undone
 * twice.
 *
 * Not by SmPL alone: nr is what counts, and only its value says that the label
 * has nothing left to do.
 */
#include "stub.h"

int unmap_entries(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
		  struct folio *folio)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *pml, *ptl;
	pmd_t pmdval;
	pte_t *start;
	int i, nr = 0, ret = -EAGAIN;

	start = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!start)
		return ret;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd)))
		goto abort;
	for (i = 0; i < HPAGE_PMD_NR; i++) {
		if (pte_none(ptep_get(start + i)))
			continue;
		ptep_clear(mm, addr + i * PAGE_SIZE, start + i);
		nr++;
	}
	spin_unlock(ptl);
	if (nr)
		add_mm_counter(mm, MM_FILEPAGES, -nr);

	pml = pmd_lock(mm, pmd);
	if (ptl != pml)
		spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		if (ptl != pml)
			spin_unlock(ptl);
		spin_unlock(pml);
		goto unmap; /* wrong 5 */
	}
	pmdp_collapse_flush(vma, addr, pmd);
	if (ptl != pml)
		spin_unlock(ptl);
	spin_unlock(pml);
	pte_unmap(start);
	return 0;
abort:
	spin_unlock(ptl);
unmap:
	pte_unmap(start);
	if (nr) {
		flush_tlb_mm(mm);
		add_mm_counter(mm, MM_FILEPAGES, -nr);
	}
	return ret;
}
