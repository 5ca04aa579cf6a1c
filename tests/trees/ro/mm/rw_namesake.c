// SPDX-License-Identifier: GPL-2.0
/* The writing one of two static functions that share a name. */
#include <linux/mm.h>

static void touch_entry(struct mm_struct *mm, unsigned long addr, pte_t *ptep)
{
	set_pte_at(mm, addr, ptep, __pte(0)); /* WRITE rw_static_namesake_writes */
}

void rw_static_namesake_writes(struct mm_struct *mm, pmd_t *pmd,
			       unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);

	if (!pte)
		return;
	spin_lock(ptl);
	touch_entry(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
}

/*
 * EXPECT rw_static_namesake_writes rw: this file's touch_entry() calls set_pte_at()
 */
