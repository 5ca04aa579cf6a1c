// SPDX-License-Identifier: GPL-2.0
/* manual: a function pointer gets the mapping, and what it does is not known */
#include <linux/stub.h>

struct entry_ops {
	int (*entry)(pte_t *pte, unsigned long addr, void *private);
};

int for_each_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		   unsigned long end, const struct entry_ops *ops,
		   void *private)
{
	pte_t *start, *pte;
	spinlock_t *ptl;
	int err = 0;

	start = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!start)
		return -EAGAIN;
	spin_lock(ptl);
	for (pte = start; addr != end && !err; pte++, addr += PAGE_SIZE)
		err = ops->entry(pte, addr, private);
	pte_unmap_unlock(start, ptl);
	return err;
}
