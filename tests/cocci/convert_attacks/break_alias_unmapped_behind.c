// SPDX-License-Identifier: GPL-2.0
/* manual: an alias of the mapping is unmapped behind the loop */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte_t *start = NULL;

	while (addr) {
		pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
		if (!pte)
			break;
		start = pte;
		spin_lock(ptl);
		set_pte_at(mm, addr, pte, v);
		spin_unlock(ptl);
		addr = 0;
	}
	if (start)
		pte_unmap(start);
	return 0;
}
