/* SPDX-License-Identifier: GPL-2.0 */ /* once: the derived way out returns the table that was not removed, an uninitialised value */
#include <linux/stub.h>

pmd_t d3(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *pml, *ptl;
	pmd_t table;

	pml = pmd_lock(mm, pmd);
	ptl = pte_lockptr(mm, pmd);
	if (ptl != pml)
		spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);
	table = pmdp_collapse_flush(vma, addr, pmd);
	if (ptl != pml)
		spin_unlock(ptl);
	spin_unlock(pml);
	return table;
}
