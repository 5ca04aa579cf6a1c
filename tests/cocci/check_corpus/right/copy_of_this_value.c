// SPDX-License-Identifier: GPL-2.0
/* Right: the value is kept in a struct, set anew after each map, and compared there */
#include "stub.h"

struct seen {
	pmd_t *pmd;
	pmd_t val;
};

int clear_seen(struct mm_struct *mm, struct seen *seen, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

retry:
	pte = pte_offset_map_rw_nolock(mm, seen->pmd, addr, &pmdval, &ptl);
	if (!pte)
		return -EAGAIN;
	seen->val = pmdval;
	spin_lock(ptl);
	if (!pmd_same(seen->val, pmdp_get_lockless(seen->pmd))) {
		pte_unmap_unlock(pte, ptl);
		cond_resched();
		goto retry;
	}
	pte_clear(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
