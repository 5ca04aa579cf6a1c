// SPDX-License-Identifier: GPL-2.0
/* manual: a charge made between is not undone on the new way out */
#include <linux/stub.h>

static pte_t *map_it(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp)
{
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, ptlp);
	if (!pte)
		return NULL;
	return pte;
}

void charge(struct mm_struct *mm, int nr);

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = map_it(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	charge(mm, 1);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	charge(mm, -1);
	return 0;
}
