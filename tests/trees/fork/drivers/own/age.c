// SPDX-License-Identifier: GPL-2.0
#include <linux/own_map.h>

int own_age(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	int none;
	pte_t *pte;

	pte = own_map(mm, pmd, addr, &ptl);
	if (!pte)
		return 0;
	none = pte_none(ptep_get(pte));
	pte_unmap(pte);
	return none;
}

void own_wipe(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = own_map(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	pte_clear(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
}
