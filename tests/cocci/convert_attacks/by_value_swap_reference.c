// SPDX-License-Identifier: GPL-2.0
/* manual: swap_hold(entry) takes a reference to what the value names */
#include <linux/stub.h>

int swap_hold(pte_t entry);
void swap_drop(pte_t entry);

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	swap_hold(v);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	swap_drop(v);
	return 0;
}
