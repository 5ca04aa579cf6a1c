// SPDX-License-Identifier: GPL-2.0
/* Right: the map stands in the condition, and the locks in a comma's left side */
#include "stub.h"

int zap_one(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t was;
	pte_t *p;

	if (!(p = pte_offset_map_rw_nolock(mm, pmd, addr, &was, &ptl)))
		return -ENOENT;
	if (spin_lock(ptl), !pmd_same(was, pmdp_get_lockless(pmd)))
		return spin_unlock(ptl), pte_unmap(p), -EAGAIN;
	pte_clear(mm, addr, p);
	return spin_unlock(ptl), pte_unmap(p), 0;
}
