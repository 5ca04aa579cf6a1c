// SPDX-License-Identifier: GPL-2.0
/* manual: there is no way out without a table, the function simply goes on */
#include <linux/stub.h>

int forget_range(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
		 struct folio *folio)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *ptl;
	pte_t *pte;
	int zapped = 0;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (pte) {
		spin_lock(ptl);
		if (pte_present(ptep_get(pte))) {
			ptep_clear_flush(vma, addr, pte);
			zapped = 1;
		}
		pte_unmap_unlock(pte, ptl);
	}

	if (zapped)
		dec_mm_counter(mm, MM_FILEPAGES);
	folio_remove_rmap(folio, vma);
	folio_put(folio);
	return 0;
}
