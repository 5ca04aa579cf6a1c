// SPDX-License-Identifier: GPL-2.0
/* rw: the label unlocks and unmaps, so the goto is all there is to do */
#include <linux/stub.h>

int zap_anon_range(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
		   unsigned long end)
{
	struct mm_struct *mm = vma->vm_mm;
	pte_t *start_pte, *pte;
	int nr = 0, ret = -EAGAIN;
	spinlock_t *ptl;

	start_pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!start_pte)
		goto abort;
	spin_lock(ptl);

	for (pte = start_pte; addr < end; pte++, addr += PAGE_SIZE) {
		if (is_swap_pte(ptep_get(pte))) {
			ret = -EBUSY;
			goto abort;
		}
		ptep_clear(mm, addr, pte);
		nr++;
	}
	ret = 0;
abort:
	if (nr) {
		flush_tlb_mm(mm);
		add_mm_counter(mm, MM_ANONPAGES, -nr);
	}
	if (start_pte)
		pte_unmap_unlock(start_pte, ptl);
	return ret;
}
