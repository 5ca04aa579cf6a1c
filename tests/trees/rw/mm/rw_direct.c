// SPDX-License-Identifier: GPL-2.0
/* Writes in the function that maps. */
#include <linux/mm.h>

void rw_set_pte_at(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, __pte(0)); /* WRITE rw_set_pte_at */
	pte_unmap_unlock(pte, ptl);
}

void rw_store(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	*pte = __pte(0); /* WRITE rw_store */
	pte_unmap_unlock(pte, ptl);
}

void rw_write_once(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	WRITE_ONCE(*pte, __pte(0)); /* WRITE rw_write_once */
	pte_unmap_unlock(pte, ptl);
}

void rw_member_store(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	pte->pte |= 64; /* WRITE rw_member_store */
	pte_unmap_unlock(pte, ptl);
}

void rw_increment(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	pte->pte++; /* WRITE rw_increment */
	pte_unmap_unlock(pte, ptl);
}

void rw_index(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	int i;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	for (i = 0; i < 4; i++)
		pte[i] = __pte(0); /* WRITE rw_index */
	pte_unmap_unlock(pte, ptl);
}

void rw_plus_i(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	int i;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	for (i = 0; i < 4; i++)
		set_pte_at(mm, addr, pte + i, __pte(0)); /* WRITE rw_plus_i */
	pte_unmap_unlock(pte, ptl);
}

void rw_alias(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	pte_t *q;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	q = pte;
	set_pte_at(mm, addr, q, __pte(0)); /* WRITE rw_alias */
	pte_unmap_unlock(pte, ptl);
}

void rw_alias_of_either(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	static pte_t *other;
	pte_t *q;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	q = addr ? pte : other;
	*q = __pte(0); /* WRITE rw_alias_of_either */
	pte_unmap_unlock(pte, ptl);
}

void rw_advanced(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	int i;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	for (i = 0; i < 4; i++, pte++)
		pte_clear(mm, addr, pte); /* WRITE rw_advanced */
	pte_unmap_unlock(pte - 1, ptl);
}

/*
 * EXPECT rw_set_pte_at rw: set_pte_at() writes
 * EXPECT rw_store rw: *pte stands on the left
 * EXPECT rw_write_once rw: WRITE_ONCE() stores
 * EXPECT rw_member_store rw: a compound assignment to the entry's member
 * EXPECT rw_increment rw: ++ on the entry's member stores
 * EXPECT rw_index rw: pte[i] stands on the left
 * EXPECT rw_plus_i rw: set_pte_at() on pte + i
 * EXPECT rw_alias rw: q is the mapping
 * EXPECT rw_alias_of_either rw: q may be the mapping
 * EXPECT rw_advanced rw: pte advanced through the table is cleared
 */
