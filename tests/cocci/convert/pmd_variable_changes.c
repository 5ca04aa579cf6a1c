// SPDX-License-Identifier: GPL-2.0
/* manual: the pmd variable points elsewhere when the lock is taken */
#include <linux/stub.h>

int clear_next(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;

	/* Have a look at what comes next */
	pmd++;
	if (pmd_none(pmdp_get_lockless(pmd))) {
		pte_unmap(pte);
		return -ENOENT;
	}

	spin_lock(ptl);
	ptep_clear_flush(vma, addr, pte);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
