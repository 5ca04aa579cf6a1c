// SPDX-License-Identifier: GPL-2.0
/* manual: pr_lock() is defined here and takes a semaphore: its name is no proof */
#include <linux/stub.h>

static inline void pr_lock(struct mm_struct *mm)
{
	down_read(&mm->mmap_lock);
}

static inline void pr_unlock(struct mm_struct *mm)
{
	up_read(&mm->mmap_lock);
}

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	pr_lock(mm);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	pr_unlock(mm);
	return 0;
}
