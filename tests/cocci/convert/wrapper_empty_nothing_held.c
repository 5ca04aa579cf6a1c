// SPDX-License-Identifier: GPL-2.0
/* manual: the lock is empty in one configuration, and no other is known held */
#include <linux/stub.h>

#ifdef CONFIG_SPLIT_PTE_PTLOCKS
#define table_lock(ptl)		spin_lock(ptl)
#define table_unlock(ptl)	spin_unlock(ptl)
#else
#define table_lock(ptl)		do { (void)(ptl); } while (0)
#define table_unlock(ptl)	do { (void)(ptl); } while (0)
#endif

int uncache_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;

	table_lock(ptl);
	ptep_set_wrprotect(mm, addr, pte);
	table_unlock(ptl);
	pte_unmap(pte);
	return 0;
}
