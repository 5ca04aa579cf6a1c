// SPDX-License-Identifier: GPL-2.0
/* rw: the lock is a member of a struct that does not outlive the function */
#include <linux/stub.h>

struct locked_table {
	spinlock_t *ptl;
	unsigned long first;
};

int zap_aligned(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct locked_table tbl = { .first = addr & PMD_MASK };
	pte_t *pte;
	int i;

	pte = pte_offset_map_nolock(vma->vm_mm, pmd, tbl.first, &tbl.ptl);
	if (!pte)
		return -ENOENT;

	spin_lock(tbl.ptl);
	for (i = 0; i < PTRS_PER_PTE; i++)
		pte_clear(vma->vm_mm, tbl.first + i * PAGE_SIZE, pte + i);
	flush_tlb_range(vma, tbl.first, tbl.first + PMD_SIZE);
	pte_unmap_unlock(pte, tbl.ptl);
	return 0;
}
