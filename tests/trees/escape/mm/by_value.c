// SPDX-License-Identifier: GPL-2.0
/* A mapping returned in a structure by value, and a callback beside it. */
#include <linux/escape.h>

static struct pair returned_by_value(struct mm_struct *mm, pmd_t *pmd,
				     unsigned long addr)
{
	struct pair p;

	p.pte = pte_offset_map_nolock(mm, pmd, addr, &p.ptl);
	return p;
}

void writes_by_value(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	struct pair got = returned_by_value(mm, pmd, addr);

	if (!got.pte)
		return;
	*got.pte = __pte(0);
	pte_unmap(got.pte);
}

void calls_callback(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		    void (*visit)(pte_t *ptep))
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	visit(pte);
	pte_unmap(pte);
}

/*
 * EXPECT returned_by_value|writes_by_value rw|manual: writes_by_value() writes through the returned structure
 * EXPECT calls_callback manual: which function visit is cannot be told
 */
