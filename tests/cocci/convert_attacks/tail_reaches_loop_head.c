// SPDX-License-Identifier: GPL-2.0
/* manual: the next turn unmaps what the way out has unmapped */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = NULL;
	for (; addr; addr--) {
		if (pte)
			pte_unmap(pte);
		pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
		if (!pte)
			goto next;
		spin_lock(ptl);
		set_pte_at(mm, addr, pte, v);
		spin_unlock(ptl);
next:
		cond_resched();
	}
	if (pte)
		pte_unmap(pte);
	return 0;
}
