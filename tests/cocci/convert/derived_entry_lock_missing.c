// SPDX-License-Identifier: GPL-2.0
/* manual: the entry's own lock is not held where its table's lock is looked up */
#include <linux/stub.h>

pmd_t take_out(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl = pte_lockptr(vma->vm_mm, pmd);
	pmd_t table;

	spin_lock(ptl);
	table = pmdp_collapse_flush(vma, addr, pmd);
	spin_unlock(ptl);
	return table;
}
