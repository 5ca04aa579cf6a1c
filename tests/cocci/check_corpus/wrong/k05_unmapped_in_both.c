// SPDX-License-Identifier: GPL-2.0
/* pte_unmap_unlock() on the new path, and another unmap at the end */
#include "stub.h"

int clear_one(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	int ret = 0;
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return -ENOENT;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		pte_unmap_unlock(pte, ptl);
		ret = -EAGAIN;
		goto unmap;
	}
	pte_clear(mm, addr, pte);
	spin_unlock(ptl);
unmap:
	pte_unmap(pte); /* wrong 5 */
	return ret;
}
