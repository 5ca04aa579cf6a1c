// SPDX-License-Identifier: GPL-2.0
/* pte_offset_map_lock(): locked and in place from the start; and the old API. */
#include "pgtable.h"

int good_locked(SITE)
{
	spinlock_t *ptl;
	pte_t *start = pte_offset_map_lock(mm, pmd, addr, &ptl), *pte = start;

	if (!pte)
		return -1;
	do {
		set_pte_at(mm, addr, pte, new);
		addr += 4096;
	} while (pte++, addr & 0x1fffff);
	pte_unmap_unlock(pte - 1, ptl);
	return 0;
}

int good_plain(SITE)
{
	pte_t *pte = pte_offset_map(pmd, addr);
	int none = -1;

	if (pte) {
		none = pte_none(ptep_get(pte));
		pte_unmap(pte);
	}
	return none;
}

int bad_written_after_unlock(SITE)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);

	if (!pte)
		return -1;
	spin_unlock(ptl);
	set_pte_at(mm, addr, pte, new); /* refuted: lock: written after the unlock */
	pte_unmap(pte);
	return 0;
}

int bad_return_locked(SITE, int early)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);

	if (!pte)
		return -1;
	if (early) {
		pte_unmap(pte);
		return 0;
	}
	pte_unmap_unlock(pte, ptl);
	return 0;
} /* refuted: lock: still held at the return */

int bad_locked_twice(SITE)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_lock(mm, pmd, addr, &ptl);

	if (!pte)
		return -1;
	spin_lock(ptl); /* refuted: lock: held already */
	pte_unmap_unlock(pte, ptl);
	return 0;
}

/* The old API asks for nothing: the fact is that it is written */
int bad_old_is_written(SITE)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);

	if (!pte)
		return -1;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, new); /* refuted: write: the entry is written */
	pte_unmap_unlock(pte, ptl);
	return 0;
}

int good_old_is_not_written(SITE)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	int none;

	if (!pte)
		return -1;
	none = pte_none(ptep_get(pte));
	pte_unmap(pte);
	return none;
}
