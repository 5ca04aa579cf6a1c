// SPDX-License-Identifier: GPL-2.0
/* A write, a plain lock, a plain way out. */
#include <linux/mm.h>

int writes_plain(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, __pte(0));
	pte_unmap_unlock(pte, ptl);
	return 0;
}
