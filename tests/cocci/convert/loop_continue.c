// SPDX-License-Identifier: GPL-2.0
/* rw: a deep block, where the recheck gets longer than a line */
#include <linux/stub.h>

int soft_clean(struct vm_area_struct **vmas, pmd_t **pmds, int nr, bool clean)
{
	int i, skipped = 0;

	for (i = 0; i < nr; i++) {
		struct vm_area_struct *vma = vmas[i];

		if (!(vma->vm_flags & VM_SHARED))
			continue;
		if (clean) {
			pmd_t *pmd = pmds[i];
			spinlock_t *ptl;
			pte_t *pte;

			pte = pte_offset_map_nolock(vma->vm_mm, pmd,
						    vma->vm_start, &ptl);
			if (!pte) {
				skipped++;
				continue;
			}
			spin_lock(ptl);
			set_pte_at(vma->vm_mm, vma->vm_start, pte,
				   pte_mkclean(ptep_get(pte)));
			pte_unmap_unlock(pte, ptl);
		}
	}
	return skipped;
}
