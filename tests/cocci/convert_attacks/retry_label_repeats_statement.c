// SPDX-License-Identifier: GPL-2.0
/* manual: another statement stands before the call on its line and would be repeated */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	addr &= PAGE_MASK; mm->pgtables++; pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return 0;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
