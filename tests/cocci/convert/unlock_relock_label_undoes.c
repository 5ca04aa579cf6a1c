// SPDX-License-Identifier: GPL-2.0
/* rw: a second lock further down; the label accounts for what was cleared */
#include <linux/stub.h>

int zap_in_two_steps(struct vm_area_struct *vma, pmd_t *pmd,
		     unsigned long haddr)
{
	struct mm_struct *mm = vma->vm_mm;
	int i, nr = 0, ret = -EAGAIN;
	spinlock_t *ptl;
	pte_t *start;

	start = pte_offset_map_nolock(mm, pmd, haddr, &ptl);
	if (!start)
		goto abort;

	spin_lock(ptl);
	for (i = 0; i < PTRS_PER_PTE / 2; i++) {
		if (pte_present(ptep_get(start + i))) {
			ptep_clear(mm, haddr + i * PAGE_SIZE, start + i);
			nr++;
		}
	}
	flush_tlb_mm(mm);
	spin_unlock(ptl);

	cpu_relax();

	spin_lock(ptl);
	for (; i < PTRS_PER_PTE; i++) {
		if (is_swap_pte(ptep_get(start + i)))
			goto abort;
		ptep_clear(mm, haddr + i * PAGE_SIZE, start + i);
		nr++;
	}
	ret = 0;
abort:
	if (nr) {
		flush_tlb_mm(mm);
		add_mm_counter(mm, MM_FILEPAGES, -nr);
	}
	if (start)
		pte_unmap_unlock(start, ptl);
	return ret;
}
