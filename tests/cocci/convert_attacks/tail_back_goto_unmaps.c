// SPDX-License-Identifier: GPL-2.0
/* manual: the label before the map unmaps what is set */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = NULL;
restart:
	if (pte)
		pte_unmap(pte);
	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte) {
		if (addr++ > 4)
			return -EAGAIN;
		goto restart;
	}
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	spin_unlock(ptl);
	pte_unmap(pte);
	return 0;
}
