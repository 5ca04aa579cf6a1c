// SPDX-License-Identifier: GPL-2.0
/* manual: entries are cleared before the relock; the way out flushes nothing */
#include <linux/stub.h>

int clear_halves(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *ptl;
	pte_t *pte;
	int i;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;

	spin_lock(ptl);
	for (i = 0; i < PTRS_PER_PTE / 2; i++)
		ptep_get_and_clear(mm, addr + i * PAGE_SIZE, pte + i);
	spin_unlock(ptl);

	cpu_relax();

	spin_lock(ptl);
	for (; i < PTRS_PER_PTE; i++)
		ptep_get_and_clear(mm, addr + i * PAGE_SIZE, pte + i);
	spin_unlock(ptl);
	pte_unmap(pte);

	flush_tlb_range(vma, addr, addr + PMD_SIZE);
	return 0;
}
