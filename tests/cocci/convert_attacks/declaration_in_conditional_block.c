// SPDX-License-Identifier: GPL-2.0
/* manual: the block and the declaration are there in one configuration only */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

#ifdef CONFIG_SMP
	{
		spinlock_t *ptl;
#endif
		pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
		if (!pte)
			return -EAGAIN;
		spin_lock(ptl);
		set_pte_at(mm, addr, pte, v);
		pte_unmap_unlock(pte, ptl);
#ifdef CONFIG_SMP
	}
#endif
	return 0;
}
