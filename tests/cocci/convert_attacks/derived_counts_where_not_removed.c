/* SPDX-License-Identifier: GPL-2.0 */ /* once: the derived way out lowers the table counter and returns 0 though nothing was removed */
#include <linux/stub.h>

int d2(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *pml, *ptl;

	pml = pmd_lock(mm, pmd);
	ptl = pte_lockptr(mm, pmd);
	if (ptl != pml)
		spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);
	pmdp_collapse_flush(vma, addr, pmd);
	if (ptl != pml)
		spin_unlock(ptl);
	spin_unlock(pml);
	mm_dec_nr_ptes(mm);
	return 0;
}
