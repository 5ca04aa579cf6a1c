// SPDX-License-Identifier: GPL-2.0
/* The new path unlocks and goes back to the map, and the RCU section stays open */
#include "stub.h"

int adjust_entry(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;
	int ret;

again:
	pte = pte_offset_map_rw_nolock(vma->vm_mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return 0;
	spin_lock(ptl);
	if (unlikely(!pmd_same(pmdval, pmdp_get_lockless(pmd)))) { /* wrong 5 */
		spin_unlock(ptl);
		goto again;
	}
	ret = ptep_test_and_clear_young(vma, addr, pte);
	spin_unlock(ptl);
	pte_unmap(pte);
	return ret;
}
