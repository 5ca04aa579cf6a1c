// SPDX-License-Identifier: GPL-2.0
/* Mappings handed to callees that only read. */
#include <linux/peek.h>

static int reads_entry(pte_t *ptep)
{
	return pte_val(*ptep) != 0;
}

int ro_callee_reads(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	int ret;

	if (!pte)
		return 0;
	ret = reads_entry(pte); /* USE ro_callee_reads */
	pte_unmap(pte);
	return ret;
}

int ro_reader_two_files_down(struct mm_struct *mm, pmd_t *pmd,
			     unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	int ret;

	if (!pte)
		return 0;
	ret = peek_outer(mm, pte); /* USE ro_reader_two_files_down */
	pte_unmap(pte);
	return ret;
}

int ro_name_says_write(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	int ret;

	if (!pte)
		return 0;
	ret = set_pte_probe(pte); /* USE ro_name_says_write */
	pte_unmap(pte);
	return ret;
}

int ro_reader_macro(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	int ret;

	if (!pte)
		return 0;
	ret = peek_pte(pte); /* USE ro_reader_macro */
	pte_unmap(pte);
	return ret;
}

static int counts_down(pte_t *ptep, int n)
{
	if (!n)
		return 0;
	return pte_none(ptep_get(ptep)) + counts_down(ptep + 1, n - 1);
}

int ro_recursive_reader(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	int ret;

	if (!pte)
		return 0;
	ret = counts_down(pte, 8); /* USE ro_recursive_reader */
	pte_unmap(pte);
	return ret;
}

/* Another file has a static function of this name, and that one writes. */
static void touch_entry(struct mm_struct *mm, unsigned long addr, pte_t *ptep)
{
	if (pte_none(ptep_get(ptep)))
		mm->nr_ptes++;
}

void ro_static_namesake_reads(struct mm_struct *mm, pmd_t *pmd,
			      unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);

	if (!pte)
		return;
	touch_entry(mm, addr, pte); /* USE ro_static_namesake_reads */
	pte_unmap(pte);
}

/*
 * EXPECT ro_callee_reads ro: reads_entry() dereferences for reading
 * EXPECT ro_reader_two_files_down ro: peek_outer() and peek_inner() only read
 * EXPECT ro_name_says_write ro: set_pte_probe() reads, whatever its name
 * EXPECT ro_reader_macro ro: peek_pte() expands to ptep_get()
 * EXPECT ro_recursive_reader ro: no step of the recursion writes
 * EXPECT ro_static_namesake_reads ro: this file's touch_entry() writes a counter only
 */
