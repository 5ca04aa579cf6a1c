// SPDX-License-Identifier: GPL-2.0
/* rw: the comparison that is there ends in success, which is wrong for us */
#include <linux/stub.h>

int mark_once(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t mark)
{
	pte_t *pte, before;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	before = ptep_get_lockless(pte);

	spin_lock(ptl);
	if (!pte_same(ptep_get(pte), before)) {
		/* Somebody else has set the mark */
		pte_unmap_unlock(pte, ptl);
		return 1;
	}
	set_pte_at(mm, addr, pte, mark);
	pte_unmap_unlock(pte, ptl);
	return 1;
}
