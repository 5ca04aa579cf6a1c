// SPDX-License-Identifier: GPL-2.0
/* Stores to what is not the mapping, of which it only says where, or what. */
#include <linux/mm.h>

struct counts {
	unsigned long of[8];
	pte_t *seen;
};

void ro_entry_is_index(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, unsigned long *tab)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	tab[pte_val(*pte) & 7] = addr; /* USE ro_entry_is_index */
	*(tab + (pte_val(*pte) & 7)) = addr;
	pte_unmap(pte);
}

static struct counts *counts_of(struct mm_struct *mm)
{
	return (struct counts *)mm;
}

void ro_entry_is_index_of_call(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	counts_of(mm)->of[pte_val(*pte) & 7]++; /* USE ro_entry_is_index_of_call */
	pte_unmap(pte);
}

void ro_entry_is_condition(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
			   unsigned long *one, unsigned long *other)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	*(pte_none(*pte) ? one : other) = addr; /* USE ro_entry_is_condition */
	pte_unmap(pte);
}

/* How far it is from the first entry of the same mapping is a number. */
void ro_counts_entries(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, struct counts *c)
{
	spinlock_t *ptl;
	pte_t *start, *pte;
	long n;

	start = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!start)
		return;
	pte = start; /* USE ro_counts_entries */
	pte++; /* USE ro_counts_entries */
	n = pte - start;
	c->of[n & 7] = addr;
	c->of[pte - start] = addr + (pte - start) * PAGE_SIZE;
	pte_unmap(start);
}

void ro_in_a_struct(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	struct counts c;
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	c.seen = pte; /* USE ro_in_a_struct */
	pte_unmap(c.seen); /* USE ro_in_a_struct */
}

/*
 * EXPECT ro_entry_is_index ro: the entry only says which element of tab is stored to
 * EXPECT ro_entry_is_index_of_call ro: the same where a call says whose element
 * EXPECT ro_entry_is_condition ro: the entry only says which of two others is stored to
 * EXPECT ro_counts_entries ro: the difference of two pointers into the mapping is a number
 * EXPECT ro_in_a_struct ro: c.seen is a copy of the pointer, and only unmapped
 */
