// SPDX-License-Identifier: GPL-2.0
/* Names that look like variables and are macros for the mapping. */
#include <linux/escape.h>

#define CUR	(p->pte)
#define ENTRY	(*p->pte)
#define same_one	pte

void macro_is_written(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, struct pair *p)
{
	p->pte = pte_offset_map_nolock(mm, pmd, addr, &p->ptl);
	if (!p->pte)
		return;
	set_pte_at(mm, addr, CUR, __pte(0));
	pte_unmap(p->pte);
}

void macro_is_dereferenced(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, struct pair *p)
{
	p->pte = pte_offset_map_nolock(mm, pmd, addr, &p->ptl);
	if (!p->pte)
		return;
	*CUR = __pte(0);
	pte_unmap(p->pte);
}

void macro_is_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, struct pair *p)
{
	p->pte = pte_offset_map_nolock(mm, pmd, addr, &p->ptl);
	if (!p->pte)
		return;
	ENTRY = __pte(0);
	pte_unmap(p->pte);
}

static void writes_its_own(pte_t *ptep)
{
	*ptep = __pte(0);
}

void macro_is_passed(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, struct pair *p)
{
	p->pte = pte_offset_map_nolock(mm, pmd, addr, &p->ptl);
	if (!p->pte)
		return;
	writes_its_own(CUR);
	pte_unmap(p->pte);
}

void macro_is_copied(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, struct pair *p)
{
	pte_t *copy;

	p->pte = pte_offset_map_nolock(mm, pmd, addr, &p->ptl);
	if (!p->pte)
		return;
	copy = CUR;
	*copy = __pte(0);
	pte_unmap(p->pte);
}

void macro_is_variable(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	*same_one = __pte(0);
	pte_unmap(pte);
}

/*
 * EXPECT macro_is_written rw|manual: CUR is p->pte
 * EXPECT macro_is_dereferenced rw|manual: *CUR is what p->pte points to
 * EXPECT macro_is_entry rw|manual: ENTRY is *p->pte
 * EXPECT macro_is_passed rw|manual: the callee writes through CUR
 * EXPECT macro_is_copied rw|manual: a copy of CUR is written through
 * EXPECT macro_is_variable rw|manual: another name for pte
 */
