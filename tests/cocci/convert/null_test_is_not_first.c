// SPDX-License-Identifier: GPL-2.0
/* rw: the NULL test is a branch that stands apart, behind other statements */
#include <linux/stub.h>

int claim_entry(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	unsigned long index;
	pte_t *table;
	spinlock_t *ptl;

	table = pte_offset_map_nolock(mm, pmd, addr & PMD_MASK, &ptl);
	index = pte_index(addr);
	cpu_relax();

	/* A huge page may have come in its place */
	if (unlikely(!table))
		return -EBUSY;

	spin_lock(ptl);
	WRITE_ONCE(table[index], pte_mkdirty(READ_ONCE(table[index])));
	pte_unmap_unlock(table, ptl);
	return 0;
}
