// SPDX-License-Identifier: GPL-2.0
/* manual: the old lock is taken after the unmap, when it may be gone */
#include <linux/stub.h>

int clear_and_remove(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *ptl;
	pmd_t table;
	pte_t *pte;
	int i;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	for (i = 0; i < PTRS_PER_PTE; i++)
		ptep_clear(mm, addr + i * PAGE_SIZE, pte + i);
	flush_tlb_mm(mm);
	pte_unmap_unlock(pte, ptl);

	spin_lock(ptl);
	table = pmdp_collapse_flush(vma, addr, pmd);
	spin_unlock(ptl);
	pte_free_defer(mm, table);
	return 0;
}
