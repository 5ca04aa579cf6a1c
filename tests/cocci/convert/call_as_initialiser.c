// SPDX-License-Identifier: GPL-2.0
/* rw: the mapping is declared and made in one line */
#include <linux/stub.h>

int store_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t new)
{
	spinlock_t *ptl;
	pte_t *slot = pte_offset_map_nolock(mm, pmd, addr, &ptl);

	if (!slot)
		return -ENOENT;
	spin_lock(ptl);
	*slot = new;
	spin_unlock(ptl);
	pte_unmap(slot);
	return 0;
}
