// SPDX-License-Identifier: GPL-2.0
/* What is taken is given back, and not more often than it was taken. */
#include "pgtable.h"

struct folio;
struct range { unsigned long start, end; };

void folio_get(struct folio *folio);
void folio_put(struct folio *folio);
void folio_lock(struct folio *folio);
void folio_unlock(struct folio *folio);
void mmu_notifier_invalidate_range_start(struct range *range);
void mmu_notifier_invalidate_range_end(struct range *range);

int good_ladder(SITE, struct folio *folio)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;
	int ret = -1;

	folio_get(folio);
	folio_lock(folio);
	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		goto out;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd)))
		goto unlock;
	set_pte_at(mm, addr, pte, new);
	ret = 0;
unlock:
	pte_unmap_unlock(pte, ptl);
out:
	folio_unlock(folio);
	folio_put(folio);
	return ret;
}

/* The caller's own references: how many it has isn't known here */
int good_of_the_caller(SITE, struct folio *folio)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);

	if (!pte)
		return -1;
	pte_unmap(pte);
	folio_put(folio);
	folio_put(folio);
	return 0;
}

/* The table keeps the reference that was taken for it */
int good_kept(SITE, struct folio *folio)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);

	if (!pte)
		return -1;
	folio_get(folio);
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		pte_unmap_unlock(pte, ptl);
		folio_put(folio);
		return -1;
	}
	set_pte_at(mm, addr, pte, new);
	pte_unmap_unlock(pte, ptl);
	return 0;
}

/* One after the other, of what another call gave */
int good_loop(SITE, struct folio *(*next)(void))
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);
	struct folio *folio;

	if (!pte)
		return -1;
	while ((folio = next())) {
		folio_get(folio);
		if (ptep_get(pte).pte)
			folio_lock(folio), folio_unlock(folio);
		folio_put(folio);
	}
	pte_unmap(pte);
	return 0;
}

int bad_put_twice(SITE, struct folio *folio)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;
	int ret = -1;

	folio_get(folio);
	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		goto out;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		pte_unmap_unlock(pte, ptl);
		folio_put(folio);
		goto out;
	}
	set_pte_at(mm, addr, pte, new);
	pte_unmap_unlock(pte, ptl);
	ret = 0;
out:
	folio_put(folio); /* refuted: ref: folio_put() gives back what was given back before */
	return ret;
}

/* The lock was the caller's, but a lock is released once */
void bad_unlocked_twice(SITE, struct folio *folio)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);

	if (!pte) {
		folio_unlock(folio);
		goto out;
	}
	pte_unmap(pte);
	folio_unlock(folio);
	if (addr)
		folio_unlock(folio); /* refuted: ref: folio_unlock() gives back */
out:
	return;
}

int bad_range_left_open(SITE)
{
	struct range range = { addr, addr + 1 };
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	mmu_notifier_invalidate_range_start(&range);
	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		goto out;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		pte_unmap_unlock(pte, ptl);
		return -1;
	}
	set_pte_at(mm, addr, pte, new);
	pte_unmap_unlock(pte, ptl);
out:
	mmu_notifier_invalidate_range_end(&range);
	return 0;
} /* refuted: ref: mmu_notifier_invalidate_range_end() is missing at the return */
