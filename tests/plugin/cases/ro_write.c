// SPDX-License-Identifier: GPL-2.0
/* Nothing is written through an ro mapping, not even under its lock. */
#include "pgtable.h"

pte_t elsewhere(pte_t *pte);

int good_reads(SITE)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);
	int none, i;

	if (!pte)
		return -1;
	none = pte_none(ptep_get_lockless(pte));
	for (i = 1; i < 8; i++)
		none += pte[i].pte == 0;
	spin_lock(ptl);
	none += pte_none(ptep_get(pte));
	spin_unlock(ptl);
	pte_unmap(pte);
	return none;
}

int bad_helper(SITE)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);

	if (!pte)
		return -1;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, new); /* refuted: write: the entry is written */
	pte_unmap_unlock(pte, ptl);
	return 0;
}

int bad_store_on_advanced(SITE)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl), *at;

	if (!pte)
		return -1;
	for (at = pte; at != pte + 8; at++)
		at->pte |= 1; /* refuted: write: the entry is written */
	pte_unmap(at - 8);
	return 0;
}

int bad_atomic(SITE)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);

	if (!pte)
		return -1;
	asm volatile("" : "+m" (pte->pte)); /* refuted: write: the entry is written */
	pte_unmap(pte);
	return 0;
}

static void fill(pte_t *where, pte_t what)
{
	where[2] = what; /* refuted: write: the entry is written */
}

int bad_callee(SITE)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);

	if (!pte)
		return -1;
	fill(pte, new);
	pte_unmap(pte);
	return 0;
}

/* What another unit does with the pointer isn't seen here */
int unsure_elsewhere(SITE)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);

	if (!pte)
		return -1;
	elsewhere(pte); /* unknown: write: elsewhere() is given the pointer */
	pte_unmap(pte);
	return 0;
}
