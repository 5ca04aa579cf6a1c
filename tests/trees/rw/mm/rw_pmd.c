// SPDX-License-Identifier: GPL-2.0
/* No entry is touched: the table itself is taken away under its lock. */
#include <linux/mm.h>

void rw_pmd_cleared(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	pmd_clear(pmd); /* WRITE rw_pmd_cleared */
	pte_unmap_unlock(pte, ptl);
}

static void drop_table(struct mm_struct *mm, pmd_t *pmd)
{
	pmd_clear(pmd); /* WRITE rw_pmd_cleared_below */
	mm->nr_ptes--;
}

void rw_pmd_cleared_below(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	drop_table(mm, pmd);
	pte_unmap_unlock(pte, ptl);
}

/*
 * EXPECT rw_pmd_cleared rw: the pmd entry is cleared under the table's lock
 * EXPECT rw_pmd_cleared_below rw: drop_table() clears the pmd entry while the table's lock is held
 */
