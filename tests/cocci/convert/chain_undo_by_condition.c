// SPDX-License-Identifier: GPL-2.0
/* rw: a chain of locks, each of which is undone under what took it */
#include <linux/stub.h>

int age_under_pmd_lock(struct vm_area_struct *vma, pmd_t *pmd,
		       unsigned long addr, bool stable)
{
	spinlock_t *pml = NULL;
	spinlock_t *ptl;
	pte_t *pte;

	if (stable)
		pml = pmd_lock(vma->vm_mm, pmd);

	pte = pte_offset_map_nolock(vma->vm_mm, pmd, addr, &ptl);
	if (!pte) {
		if (pml)
			spin_unlock(pml);
		return -EAGAIN;
	}
	if (!pml)
		spin_lock(ptl);
	else if (ptl != pml)
		spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);

	ptep_test_and_clear_young(vma, addr, pte);

	if (ptl != pml)
		spin_unlock(ptl);
	pte_unmap(pte);
	if (pml)
		spin_unlock(pml);
	return 0;
}
