// SPDX-License-Identifier: GPL-2.0
/* What the recheck compares is the value of this mapping's latest map. */
#include "pgtable.h"

int good_two(struct mm_struct *mm, pmd_t *src, pmd_t *dst, unsigned long addr, pte_t new)
{
	spinlock_t *src_ptl, *dst_ptl;
	pte_t *src_pte, *dst_pte;
	pmd_t src_val, dst_val;

	dst_pte = pte_offset_map_rw_nolock(mm, dst, addr, &dst_val, &dst_ptl);
	if (!dst_pte)
		return -1;
	src_pte = pte_offset_map_rw_nolock(mm, src, addr, &src_val, &src_ptl);
	if (!src_pte)
		goto unmap;
	spin_lock(dst_ptl);
	spin_lock_nested(src_ptl, 1);
	if (pmd_same(dst_val, pmdp_get_lockless(dst)) &&
	    pmd_same(src_val, pmdp_get_lockless(src))) {
		set_pte_at(mm, addr, dst_pte, ptep_get(src_pte));
		set_pte_at(mm, addr, src_pte, new);
	}
	spin_unlock(src_ptl);
	spin_unlock(dst_ptl);
	pte_unmap(src_pte);
unmap:
	pte_unmap(dst_pte);
	return 0;
}

int bad_swapped(struct mm_struct *mm, pmd_t *src, pmd_t *dst, unsigned long addr, pte_t new)
{
	spinlock_t *src_ptl, *dst_ptl;
	pte_t *src_pte, *dst_pte;
	pmd_t src_val, dst_val;

	dst_pte = pte_offset_map_rw_nolock(mm, dst, addr, &dst_val, &dst_ptl);
	if (!dst_pte)
		return -1;
	src_pte = pte_offset_map_rw_nolock(mm, src, addr, &src_val, &src_ptl);
	if (!src_pte)
		goto unmap;
	spin_lock(dst_ptl);
	if (pmd_same(src_val, pmdp_get_lockless(dst)))
		set_pte_at(mm, addr, dst_pte, new); /* refuted: recheck: another mapping *//* refuted: pmdval: another mapping */
	spin_unlock(dst_ptl);
	pte_unmap(src_pte);
unmap:
	pte_unmap(dst_pte);
	return 0;
}

/* One variable for both: the second map overwrites what the first gave */
int bad_shared(struct mm_struct *mm, pmd_t *src, pmd_t *dst, unsigned long addr, pte_t new)
{
	spinlock_t *src_ptl, *dst_ptl;
	pte_t *src_pte, *dst_pte;
	pmd_t pmdval;

	dst_pte = pte_offset_map_rw_nolock(mm, dst, addr, &pmdval, &dst_ptl);
	if (!dst_pte)
		return -1;
	src_pte = pte_offset_map_rw_nolock(mm, src, addr, &pmdval, &src_ptl);
	if (!src_pte)
		goto unmap;
	spin_lock(dst_ptl);
	if (pmd_same(pmdval, pmdp_get_lockless(dst)))
		set_pte_at(mm, addr, dst_pte, new); /* refuted: recheck: another mapping *//* refuted: pmdval: another mapping */
	spin_unlock(dst_ptl);
	pte_unmap(src_pte);
unmap:
	pte_unmap(dst_pte);
	return 0;
}

int bad_null(SITE)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, NULL, &ptl); /* refuted: pmdval: NULL */

	if (!pte)
		return -1;
	pte_unmap(pte);
	return 0;
}

int bad_self(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);

	if (!pte)
		return -1;
	spin_lock(ptl);
	if (pmd_same(pmdval, pmdval))
		set_pte_at(mm, addr, pte, new); /* refuted: recheck: with itself *//* refuted: pmdval: with itself */
	pte_unmap_unlock(pte, ptl);
	return 0;
}

/* The value that is compared is kept from the first round */
int bad_stale(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval, first;
	bool again = false;
	pte_t *pte;

retry:
	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return -1;
	if (!again)
		first = pmdval;
	spin_lock(ptl);
	if (!pmd_same(first, pmdp_get_lockless(pmd))) {
		pte_unmap_unlock(pte, ptl);
		again = true;
		goto retry;
	}
	set_pte_at(mm, addr, pte, new); /* refuted: recheck: of an older map *//* refuted: pmdval: of an older map */
	pte_unmap_unlock(pte, ptl);
	return 0;
}

/* Read by the function itself before the map: not what was mapped */
int bad_own_read(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval, mine = pmdp_get_lockless(pmd);
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);

	if (!pte)
		return -1;
	spin_lock(ptl);
	if (pmd_same(mine, pmdp_get_lockless(pmd)))
		set_pte_at(mm, addr, pte, new); /* refuted: recheck: two readings *//* refuted: pmdval: two readings */
	pte_unmap_unlock(pte, ptl);
	return 0;
}
