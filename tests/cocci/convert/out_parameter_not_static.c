// SPDX-License-Identifier: GPL-2.0
/* manual: callers in files not seen here get the mapping and its lock */
#include <linux/stub.h>

int follow_entry(struct vm_area_struct *vma, unsigned long addr, pte_t **ptepp,
		 spinlock_t **ptlp)
{
	pmd_t *pmd = mm_find_pmd(vma->vm_mm, addr);
	pte_t *ptep;

	if (!pmd)
		return -EINVAL;
	ptep = pte_offset_map_nolock(vma->vm_mm, pmd, addr, ptlp);
	if (!ptep)
		return -EAGAIN;
	if (!pte_present(ptep_get_lockless(ptep))) {
		pte_unmap(ptep);
		return -EFAULT;
	}
	*ptepp = ptep;
	return 0;
}
