// SPDX-License-Identifier: GPL-2.0
/* The destination is known to be none: a detached table says the same of it */
#include "stub.h"

int fill_hole(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t val)
{
	pte_t *dst_pte, orig_dst_pte;
	pmd_t dummy_pmdval;
	spinlock_t *ptl;
	int ret = -EAGAIN;

	dst_pte = pte_offset_map_rw_nolock(mm, pmd, addr, &dummy_pmdval, &ptl);
	if (!dst_pte)
		return ret;
	orig_dst_pte = ptep_get_lockless(dst_pte);
	if (!pte_none(orig_dst_pte)) {
		pte_unmap(dst_pte);
		return -EEXIST;
	}
	spin_lock(ptl);
	if (pte_same(ptep_get(dst_pte), orig_dst_pte)) { /* wrong 10 */
		set_pte_at(mm, addr, dst_pte, val);
		ret = 0;
	}
	pte_unmap_unlock(dst_pte, ptl);
	return ret;
}
