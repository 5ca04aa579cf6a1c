// SPDX-License-Identifier: GPL-2.0
/* manual: what was counted between is used behind the loop */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;
	int nr = 0;

	while (addr) {
		addr -= PAGE_SIZE;
		pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
		if (!pte)
			continue;
		nr++;
		spin_lock(ptl);
		set_pte_at(mm, addr, pte, v);
		pte_unmap_unlock(pte, ptl);
	}
	add_mm_counter(mm, MM_FILEPAGES, nr);
	return 0;
}
