// SPDX-License-Identifier: GPL-2.0
/* manual: a flag assigned between decides what is returned behind the loop */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	bool locked = false;

	do {
		pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
		if (!pte)
			break;
		locked = true;
		spin_lock(ptl);
		set_pte_at(mm, addr, pte, v);
		pte_unmap_unlock(pte, ptl);
		locked = false;
	} while (0);
	return locked ? -EBUSY : 0;
}
