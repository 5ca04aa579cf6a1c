// SPDX-License-Identifier: GPL-2.0
/* manual: continue of the NULL path continues the inner loop */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	for (; addr; addr -= PAGE_SIZE) {
		switch (addr & 3) {
		case 0: {
			pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
			if (!pte)
				continue;
			spin_lock(ptl);
			set_pte_at(mm, addr, pte, v);
			spin_unlock(ptl);
			cpu_relax();
			while (mm->pgtables) {
				spin_lock(ptl);
				set_pte_at(mm, addr, pte + 1, v);
				spin_unlock(ptl);
			}
			pte_unmap(pte);
			break;
		}
		default:
			break;
		}
	}
	return 0;
}
