// SPDX-License-Identifier: GPL-2.0
/* manual: what was assigned between is used behind the loop */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;
	int n = 0;

	while (addr) {
		pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
		if (!pte)
			break;
		n = 1;
		spin_lock(ptl);
		set_pte_at(mm, addr, pte, v);
		pte_unmap_unlock(pte, ptl);
		n = 0;
		addr -= PAGE_SIZE;
	}
	return n;
}
