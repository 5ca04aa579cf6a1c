// SPDX-License-Identifier: GPL-2.0
/* manual: the value that the NULL path returns is stepped before the lock */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;
	int nr = 0;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return nr;
	nr++;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	return nr;
}
