// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>

void own_store(struct mm_struct *mm, unsigned long addr, pte_t *entry);

int own_poke(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	own_store(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
