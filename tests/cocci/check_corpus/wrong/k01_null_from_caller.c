// SPDX-License-Identifier: GPL-2.0
/*
 * The helper passes on what it is given, and one of its callers gives NULL.
 *
 * Not by SmPL alone: the rule sees the map's own argument, which is a
 * parameter; the NULL is two functions away, behind another call.
 */
#include "stub.h"

static pte_t *map_inner(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
			pmd_t *pmdvalp, spinlock_t **ptlp)
{
	return pte_offset_map_rw_nolock(mm, pmd, addr, pmdvalp, ptlp);
}

static pte_t *map_outer(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
			pmd_t *pmdvalp, spinlock_t **ptlp)
{
	return map_inner(mm, pmd, addr, pmdvalp, ptlp);
}

bool table_is_there(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = map_outer(mm, pmd, addr, NULL, &ptl); /* wrong 1 */
	if (!pte)
		return false;
	pte_unmap(pte);
	return true;
}
