// SPDX-License-Identifier: GPL-2.0
/* manual: pmd is stepped in the loop that maps: its caller compares another entry */
#include <linux/stub.h>

static pte_t *map_it(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp)
{
	pte_t *pte;
	int n = 0;

	do {
		pte = pte_offset_map_nolock(mm, pmd, addr, ptlp);
		if (pte)
			break;
		pmd++;
	} while (n++ < 3);
	return pte;
}

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = map_it(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
