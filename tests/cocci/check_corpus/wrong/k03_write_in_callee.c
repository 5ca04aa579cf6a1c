// SPDX-License-Identifier: GPL-2.0
/*
 * The callee writes, and nobody has rechecked the table.
 *
 * Not by SmPL alone: that do_make_old() writes stands in another function, and
 * may stand in another file; here pte is only passed on.
 */
#include "stub.h"

static void do_make_old(struct mm_struct *mm, unsigned long addr, pte_t *ptep)
{
	set_pte_at(mm, addr, ptep, pte_mkold(ptep_get(ptep)));
}

int make_old(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;
	int ret = 0;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	if (pte_none(ptep_get(pte)) &&
	    !pmd_same(pmdval, pmdp_get_lockless(pmd)))
		ret = -EAGAIN;
	else
		do_make_old(mm, addr, pte); /* wrong 3 */
	pte_unmap_unlock(pte, ptl);
	return ret;
}
