// SPDX-License-Identifier: GPL-2.0
/* rw: a plain lock, and an error for the caller where there is no table */
#include <linux/stub.h>

int protect_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -ENOENT;

	spin_lock(ptl);
	ptep_set_wrprotect(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
