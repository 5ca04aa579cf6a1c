// SPDX-License-Identifier: GPL-2.0
/* manual: an alias of the mapping is unmapped in the next turn */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte_t *start = NULL;

	while (addr) {
		if (start)
			pte_unmap(start);
		start = NULL;
		addr -= PAGE_SIZE;
		pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
		if (!pte)
			continue;
		start = pte;
		spin_lock(ptl);
		set_pte_at(mm, addr, pte, v);
		spin_unlock(ptl);
	}
	if (start)
		pte_unmap(start);
	return 0;
}
