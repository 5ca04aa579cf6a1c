// SPDX-License-Identifier: GPL-2.0
/* manual: one configuration leaves the lock out */
#include <linux/stub.h>

int retire_entry(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *ptep;

	ptep = pte_offset_map_nolock(vma->vm_mm, pmd, addr, &ptl);
	if (!ptep)
		return -EAGAIN;
#ifdef CONFIG_SMP
	spin_lock(ptl);
#endif
	ptep_clear_flush(vma, addr, ptep);
#ifdef CONFIG_SMP
	spin_unlock(ptl);
#endif
	pte_unmap(ptep);
	return 0;
}
