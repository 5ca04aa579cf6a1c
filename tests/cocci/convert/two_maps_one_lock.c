// SPDX-License-Identifier: GPL-2.0
/* manual: either of two maps leads to the lock, each with a pmd of its own */
#include <linux/stub.h>

int write_either(struct mm_struct *mm, pmd_t *low, pmd_t *high,
		 unsigned long addr, pte_t val)
{
	spinlock_t *ptl;
	pte_t *pte;

	if (addr & PMD_SIZE)
		pte = pte_offset_map_nolock(mm, high, addr, &ptl);
	else
		pte = pte_offset_map_nolock(mm, low, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, val);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
