// SPDX-License-Identifier: GPL-2.0
/* manual: the index in the pmd's path is assigned: another entry is compared */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t **tables, int i, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, tables[i], addr, &ptl);
	if (!pte)
		return -EAGAIN;
	i = 0;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
