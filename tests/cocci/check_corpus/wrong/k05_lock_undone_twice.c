// SPDX-License-Identifier: GPL-2.0
/* The new path unlocks, and then goes to the label that unlocks too */
#include "stub.h"

int protect_one(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	int ret = -EAGAIN;
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return ret;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		spin_unlock(ptl);
		goto out;
	}
	ptep_set_wrprotect(mm, addr, pte);
	ret = 0;
out:
	spin_unlock(ptl); /* wrong 5 */
	pte_unmap(pte);
	return ret;
}
