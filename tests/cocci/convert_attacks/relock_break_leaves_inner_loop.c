// SPDX-License-Identifier: GPL-2.0
/* manual: break of the NULL path leaves the inner loop alone: unmapped twice and used after */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long end, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;
	int n = 0;

	for (; addr < end; addr += PMD_SIZE, pmd++) {
		int i;

		pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
		if (!pte)
			break;
		spin_lock(ptl);
		for (i = 0; i < 8; i++) {
			if (i == 4) {
				spin_unlock(ptl);
				cpu_relax();
				spin_lock(ptl);
			}
			set_pte_at(mm, addr, pte + i, v);
			n++;
		}
		pte_unmap_unlock(pte, ptl);
	}
	return n;
}
