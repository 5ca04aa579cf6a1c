// SPDX-License-Identifier: GPL-2.0
/* Callees of which nobody knows what they do. */
#include <linux/escape.h>

void calls_ops_member(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	static struct entry_ops *ops;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	ops->visit(pte, mm);
	pte_unmap_unlock(pte, ptl);
}

void visit_a(pte_t *ptep);
void visit_b(pte_t *ptep);

void calls_local_pointer(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	void (*visit)(pte_t *ptep);

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	visit = mm->nr_ptes ? visit_a : visit_b;
	visit(pte);
	pte_unmap_unlock(pte, ptl);
}

void calls_undefined(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	nobody_defines_this(pte);
	pte_unmap_unlock(pte, ptl);
}

void passes_struct_to_undefined(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	struct carried c;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	c.pte = pte;
	nobody_defines_that(&c);
	pte_unmap_unlock(pte, ptl);
}

void passes_to_varargs(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	logs_words("%p", pte);
	pte_unmap_unlock(pte, ptl);
}

void passes_as_word(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	writes_word((unsigned long)pte);
	pte_unmap_unlock(pte, ptl);
}

void passes_as_void(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	writes_void(pte);
	pte_unmap_unlock(pte, ptl);
}

int __weak overridden(pte_t *ptep)
{
	return pte_present(ptep_get(ptep));
}

void overridden_by_strong(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	mm->nr_ptes += overridden(pte);
	pte_unmap_unlock(pte, ptl);
}

/*
 * EXPECT calls_ops_member manual: which function ops->visit is cannot be told
 * EXPECT calls_local_pointer manual: which function visit is cannot be told
 * EXPECT calls_undefined manual: no file defines nobody_defines_this()
 * EXPECT passes_struct_to_undefined manual: no file defines nobody_defines_that()
 * EXPECT passes_to_varargs rw|manual: logs_words() has no definition and takes anything
 * EXPECT passes_as_word rw|manual: writes_word() casts the number back and stores
 * EXPECT passes_as_void rw|manual: writes_void() casts back and stores
 * EXPECT overridden_by_strong rw|manual: a strong definition in drivers/ that writes overrides the weak reader
 */
