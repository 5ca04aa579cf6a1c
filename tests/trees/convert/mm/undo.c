// SPDX-License-Identifier: GPL-2.0
/* What the NULL path does is not all that the new path has to do, or to leave. */
#include <linux/mm.h>

int writes_counts(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	int ret = -EAGAIN;

	mm->nr_ptes++;
	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		goto out;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, __pte(0));
	pte_unmap_unlock(pte, ptl);
	ret = 0;
out:
	mm->nr_ptes--;
	return ret;
}
