// SPDX-License-Identifier: GPL-2.0
/*
 * Right: the value compared under the lock is present on every path to it, and
 * a detached table has none entries only; so the pmd value isn't needed.
 */
#include "stub.h"

int wrprotect_present(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pmd_t unused_pmdval;
	spinlock_t *ptl;
	pte_t *pte, orig;
	int ret = -EAGAIN;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &unused_pmdval, &ptl);
	if (!pte)
		return -EAGAIN;
	orig = ptep_get_lockless(pte);
	if (!pte_present(orig)) {
		pte_unmap(pte);
		return 0;
	}
	spin_lock(ptl);
	if (!pte_same(ptep_get(pte), orig))
		goto out;
	ptep_set_wrprotect(mm, addr, pte);
	ret = 1;
out:
	spin_unlock(ptl);
	pte_unmap(pte);
	return ret;
}
