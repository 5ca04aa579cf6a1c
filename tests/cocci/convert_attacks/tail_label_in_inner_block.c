// SPDX-License-Identifier: GPL-2.0
/* manual: behind the block of the label the mapping is unmapped */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	int ret = 0;

	{
		pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
		if (!pte)
			goto next;
		spin_lock(ptl);
		set_pte_at(mm, addr, pte, v);
		spin_unlock(ptl);
next:
		ret++;
	}
	if (pte)
		pte_unmap(pte);
	return ret;
}
