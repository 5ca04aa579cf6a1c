// SPDX-License-Identifier: GPL-2.0
/* ro: only the lock is of interest, and it must be held by the caller */
#include <linux/stub.h>

void assert_table_locked(struct mm_struct *mm, pud_t *pud, unsigned long addr)
{
	pmd_t *pmd;
	pte_t *pte;
	spinlock_t *ptl;

	pmd = pmd_offset(pud, addr);
	/*
	 * Where the pmd was set to none to stop page faults there is no table
	 * left to look for.
	 */
	if (pmd_none(*pmd))
		return;
	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	BUG_ON(!pte);
	assert_spin_locked(ptl);
	pte_unmap(pte);
}
