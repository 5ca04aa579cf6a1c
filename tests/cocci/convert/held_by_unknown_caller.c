// SPDX-License-Identifier: GPL-2.0
/* manual: whether the other lock is held is known to unseen callers only */
#include <linux/stub.h>

int link_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t val,
	       spinlock_t *held)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	if (ptl != held)
		spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);
	set_pte_at(mm, addr, pte, val);
	if (ptl != held)
		spin_unlock(ptl);
	pte_unmap(pte);
	return 0;
}
