// SPDX-License-Identifier: GPL-2.0
/* rw: 0 says that there is nothing to count, and the caller believes it */
#include <linux/stub.h>

static unsigned int clean_one(struct vm_area_struct *vma, pmd_t *pmd,
			      unsigned long addr)
{
	unsigned int cleaned = 1;
	pte_t *pte, entry;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(vma->vm_mm, pmd, addr, &ptl);
	if (!pte)
		return 0;

	spin_lock(ptl);
	entry = ptep_get(pte);
	if (pte_dirty(entry)) {
		entry = ptep_clear_flush(vma, addr, pte);
		set_pte_at(vma->vm_mm, addr, pte, pte_mkclean(entry));
		cleaned = 2;
	}
	pte_unmap_unlock(pte, ptl);
	return cleaned;
}

/* True if there is nothing in the range that had to be cleaned */
bool range_was_clean(struct vm_area_struct *vma, pmd_t *pmd)
{
	unsigned long addr;

	for (addr = vma->vm_start; addr < vma->vm_end; addr += PMD_SIZE)
		if (clean_one(vma, pmd++, addr) != 0)
			return false;
	return true;
}
