// SPDX-License-Identifier: GPL-2.0
/* Mappings kept where the next call of the function, or another one, finds them. */
#include <linux/escape.h>

void kept_in_static(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	static pte_t *kept;
	spinlock_t *ptl;
	pte_t *pte;

	if (kept)
		set_pte_at(mm, addr, kept, __pte(0));
	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	kept = pte;
	pte_unmap(pte);
}

void kept_in_static_itself(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	static pte_t *pte;
	spinlock_t *ptl;

	if (pte)
		*pte = __pte(0);
	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (pte)
		pte_unmap(pte);
}

void kept_in_static_member(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	static struct pair first = { 0 }, kept;
	spinlock_t *ptl;
	pte_t *pte;

	if (first.pte != kept.pte)
		*kept.pte = __pte(0);
	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	kept.pte = pte;
	pte_unmap(pte);
}

static void keeps(pte_t **where, pte_t *pte)
{
	*where = pte;
}

static pte_t *last_one;

void kept_by_callee(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	if (last_one)
		*last_one = __pte(0);
	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	keeps(&last_one, pte);
	pte_unmap(pte);
}

static void keeps_in_static(pte_t *pte)
{
	static pte_t *last;

	if (last)
		*last = __pte(0);
	last = pte;
}

void kept_in_static_of_callee(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	keeps_in_static(pte);
	pte_unmap(pte);
}

/*
 * EXPECT kept_in_static manual: the next call writes through what this one has kept
 * EXPECT kept_in_static_itself manual: the variable that the call is assigned to is static
 * EXPECT kept_in_static_member manual: a static structure, declared behind one with an initialiser
 * EXPECT kept_by_callee manual: a callee stores it where it is told to, which is a global
 * EXPECT kept_in_static_of_callee manual: the callee's own variable outlives the call
 */
