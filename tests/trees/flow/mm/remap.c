// SPDX-License-Identifier: GPL-2.0
/* Mappings that end before, or do not end before, the write. */
#include <linux/mm.h>

void ro_remapped_locked(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	if (pte_none(ptep_get(pte))) { /* USE ro_remapped_locked */
		pte_unmap(pte);
		return;
	}
	pte_unmap(pte);
	pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	set_pte_at(mm, addr, pte, __pte(0));
	pte_unmap_unlock(pte, ptl);
}

void rw_remapped_on_one_path(struct mm_struct *mm, pmd_t *pmd,
			     unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	if (pte_none(ptep_get(pte))) {
		pte_unmap(pte);
		pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
		if (!pte)
			return;
	} else {
		spin_lock(ptl);
	}
	set_pte_at(mm, addr, pte, __pte(0)); /* WRITE rw_remapped_on_one_path */
	pte_unmap_unlock(pte, ptl);
}

void mixed_first_dropped(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	mm->nr_ptes += pte_none(ptep_get(pte)); /* USE mixed_first_dropped#1 */
	pte_unmap(pte);
	cond_resched();
	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, __pte(0)); /* WRITE mixed_first_dropped#2 */
	pte_unmap_unlock(pte, ptl);
}

void mixed_source_and_target(struct mm_struct *mm, pmd_t *src_pmd,
			     pmd_t *dst_pmd, unsigned long addr)
{
	spinlock_t *src_ptl, *dst_ptl;
	pte_t *src, *dst;

	src = pte_offset_map_nolock(mm, src_pmd, addr, &src_ptl);
	if (!src)
		return;
	dst = pte_offset_map_nolock(mm, dst_pmd, addr, &dst_ptl);
	if (!dst) {
		pte_unmap(src);
		return;
	}
	spin_lock(dst_ptl);
	set_pte_at(mm, addr, dst, ptep_get(src)); /* WRITE mixed_source_and_target#2 */
	spin_unlock(dst_ptl);
	pte_unmap(dst);
	pte_unmap(src);
}

void rw_retried(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

again:
	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	if (!spin_trylock(ptl)) {
		pte_unmap(pte);
		cond_resched();
		goto again;
	}
	set_pte_at(mm, addr, pte, __pte(0)); /* WRITE rw_retried */
	pte_unmap_unlock(pte, ptl);
}

/* An alias taken before the unmap keeps nothing alive: the write is to the new mapping. */
void ro_alias_overwritten(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte, *q;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	q = pte;
	mm->nr_ptes += pte_none(ptep_get(q)); /* USE ro_alias_overwritten */
	pte_unmap(pte);
	q = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!q)
		return;
	set_pte_at(mm, addr, q, __pte(0));
	pte_unmap_unlock(q, ptl);
}

/*
 * EXPECT ro_remapped_locked ro: unmapped on every path before the write
 * EXPECT rw_remapped_on_one_path rw: the else path writes through the first mapping
 * EXPECT mixed_first_dropped#1 ro: unmapped before the second map
 * EXPECT mixed_first_dropped#2 rw: set_pte_at() before its unmap
 * EXPECT mixed_source_and_target#1 ro: src is only read
 * EXPECT mixed_source_and_target#2 rw: dst is written
 * EXPECT rw_retried rw: the way around the loop does not matter, the lock path writes
 * EXPECT ro_alias_overwritten ro: q is re-mapped before the write
 */
