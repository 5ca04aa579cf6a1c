// SPDX-License-Identifier: GPL-2.0
/* manual: the caller that takes the lock does not have the pmd to compare */
#include <linux/stub.h>

static pte_t *find_table(struct mm_struct *mm, unsigned long addr,
			 spinlock_t **ptlp)
{
	pmd_t *pmd = mm_find_pmd(mm, addr);

	if (!pmd)
		return NULL;
	return pte_offset_map_nolock(mm, pmd, addr, ptlp);
}

int make_entry_old(struct vm_area_struct *vma, unsigned long addr)
{
	int young;
	spinlock_t *ptl;
	pte_t *ptep = find_table(vma->vm_mm, addr, &ptl);

	if (!ptep)
		return -EFAULT;
	spin_lock(ptl);
	young = ptep_test_and_clear_young(vma, addr, ptep);
	pte_unmap_unlock(ptep, ptl);
	return young;
}
