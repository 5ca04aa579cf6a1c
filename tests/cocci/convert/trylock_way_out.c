// SPDX-License-Identifier: GPL-2.0
/* rw: a contended lock is an error of its own */
#include <linux/stub.h>

int try_make_clean(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;
	pte_t entry;

	pte = pte_offset_map_nolock(vma->vm_mm, pmd, addr, &ptl);
	if (!pte)
		return -ENOENT;

	if (!spin_trylock(ptl)) {
		pte_unmap(pte);
		return -EBUSY;
	}

	entry = ptep_clear_flush(vma, addr, pte);
	set_pte_at(vma->vm_mm, addr, pte, pte_mkclean(entry));
	pte_unmap_unlock(pte, ptl);
	return 0;
}
