// SPDX-License-Identifier: GPL-2.0
/*
 * Right: the callee takes the lock, and gets the value that was mapped and the
 * entry to compare it with.
 */
#include "stub.h"

static int finish_entry(struct mm_struct *mm, unsigned long addr, pte_t *pte,
			spinlock_t *ptl, pmd_t *pmd, pmd_t pmdval, pte_t val)
{
	int ret = -EAGAIN;

	spin_lock(ptl);
	if (pmd_same(pmdval, pmdp_get_lockless(pmd)) &&
	    pte_none(ptep_get(pte))) {
		set_pte_at(mm, addr, pte, val);
		ret = 0;
	}
	spin_unlock(ptl);
	return ret;
}

int install_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		  struct folio *folio, pgprot_t prot)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;
	int ret;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return -EAGAIN;
	ret = finish_entry(mm, addr, pte, ptl, pmd, pmdval,
			   mk_pte(folio, prot));
	pte_unmap(pte);
	if (!ret)
		folio_get(folio);
	return ret;
}
