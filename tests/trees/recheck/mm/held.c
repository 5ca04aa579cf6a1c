// SPDX-License-Identifier: GPL-2.0
/* A lock held before the map. */
#include <linux/mm.h>

void pmd_lock_held(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *pml, *ptl;
	pte_t *pte;

	pml = pmd_lock(mm, pmd);
	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte) {
		spin_unlock(pml);
		return;
	}
	if (ptl != pml)
		spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);
	set_pte_at(mm, addr, pte, __pte(0));
	if (ptl != pml)
		spin_unlock(ptl);
	pte_unmap(pte);
	spin_unlock(pml);
}

int only_read(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	int ret;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return 0;
	ret = pte_present(ptep_get(pte));
	pte_unmap(pte);
	return ret;
}

/*
 * RECHECK pmd_lock_held held|pmd_same: the pmd lock is held, or a recheck stands inside the if
 * RECHECK only_read none: nothing is written
 */
