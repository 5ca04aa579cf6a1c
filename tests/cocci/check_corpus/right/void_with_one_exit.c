// SPDX-License-Identifier: GPL-2.0
/* Right: a void function, whose new path goes round the write to its end */
#include "stub.h"

void set_dirty(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	if (pmd_same(pmdp_get_lockless(pmd), pmdval) && pte_present(*pte))
		*pte = pte_mkdirty(*pte);
	pte_unmap_unlock(pte, ptl);
}
