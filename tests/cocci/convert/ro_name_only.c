// SPDX-License-Identifier: GPL-2.0
/* ro: read under the lock; the longer name still fits the line */
#include <linux/stub.h>

bool entry_is_young(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	bool young = false;
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(vma->vm_mm, pmd, addr, &ptl);
	if (!pte)
		return false;

	spin_lock(ptl);
	young = pte_young(ptep_get(pte));
	pte_unmap_unlock(pte, ptl);
	return young;
}
