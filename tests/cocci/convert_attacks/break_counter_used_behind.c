// SPDX-License-Identifier: GPL-2.0
/* manual: what was stepped between is returned behind the loop */
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
		n++;
		spin_lock(ptl);
		set_pte_at(mm, addr, pte, v);
		pte_unmap_unlock(pte, ptl);
		addr -= PAGE_SIZE;
	}
	return n;
}
