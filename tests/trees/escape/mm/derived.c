// SPDX-License-Identifier: GPL-2.0
/* Pointers to the mapping's entries that are computed from another pointer. */
#include <linux/escape.h>

void sum_of_difference(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t *base)
{
	spinlock_t *ptl;
	pte_t *pte, *p;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	p = base + (pte - base);
	set_pte_at(mm, addr, p, __pte(0));
	pte_unmap(pte);
}

void stores_to_sum(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t *base)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	*(base + (pte - base)) = __pte(0);
	pte_unmap(pte);
}

void index_is_difference(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t *base)
{
	spinlock_t *ptl;
	pte_t *pte;
	long index;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	index = pte - base;
	base[index] = __pte(0);
	pte_unmap(pte);
}

void passes_element(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t *base)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	set_pte_at(mm, addr, &base[pte - base], __pte(0));
	pte_unmap(pte);
}

void steps_by_difference(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t *base)
{
	spinlock_t *ptl;
	pte_t *pte, *p = base;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	p += pte - base;
	*p = __pte(0);
	pte_unmap(pte);
}

static void writes_at(pte_t *base, long index)
{
	*(base + index) = __pte(0);
}

void passes_difference(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t *base)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	writes_at(base, pte - base);
	pte_unmap(pte);
}

void index_is_mapping(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, long n)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	n[pte] = __pte(0); /* WRITE index_is_mapping */
	pte_unmap(pte);
}

/*
 * EXPECT sum_of_difference rw|manual: base + (pte - base) is pte
 * EXPECT stores_to_sum rw|manual: the same, stored to at once
 * EXPECT index_is_difference rw|manual: the same in two steps, by an index
 * EXPECT passes_element rw|manual: the same as the address of an element
 * EXPECT steps_by_difference rw|manual: the same by stepping
 * EXPECT passes_difference rw|manual: the callee adds them
 * EXPECT index_is_mapping rw: n[pte] is pte[n]
 */
