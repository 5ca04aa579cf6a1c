// SPDX-License-Identifier: GPL-2.0
/* manual: a counter stepped before the entry's lock is not undone */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;
	spinlock_t *pml;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	ptep_clear(mm, addr, pte);
	flush_tlb_mm(mm);
	mm->pgtables++;
	pte_unmap_unlock(pte, ptl);
	pml = pmd_lock(mm, pmd);
	if (ptl != pml)
		spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);
	pmd_clear(pmd);
	mm->pgtables--;
	if (ptl != pml)
		spin_unlock(ptl);
	spin_unlock(pml);
	return 0;
}
