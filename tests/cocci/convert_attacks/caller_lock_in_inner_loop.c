// SPDX-License-Identifier: GPL-2.0
/* manual: continue of the NULL path continues the inner loop: unmapped twice and used after */
#include <linux/stub.h>

static pte_t *map_it(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp)
{
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, ptlp);
	if (!pte)
		return NULL;
	return pte;
}

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v, unsigned long end)
{
	spinlock_t *ptl;
	pte_t *pte;
	int i;

	for (; addr < end; addr += PMD_SIZE, pmd++) {
		pte = map_it(mm, pmd, addr, &ptl);
		if (!pte)
			continue;
		for (i = 0; i < 4; i++) {
			spin_lock(ptl);
			set_pte_at(mm, addr, pte + i, v);
			spin_unlock(ptl);
		}
		pte_unmap(pte);
	}
	return 0;
}
