// SPDX-License-Identifier: GPL-2.0
/* The usual name of the new variable is taken. */
#include <linux/mm.h>

int writes_name_taken(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		      unsigned long pmdval)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, __pte(pmdval));
	pte_unmap_unlock(pte, ptl);
	return 0;
}
