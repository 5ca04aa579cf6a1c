// SPDX-License-Identifier: GPL-2.0
/* The mapping leaves the function */

static void bad_passed(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_passed: passed on to look at line @A */
	if (!pte)
		return;
	look(pte); /* @A */
	pte_unmap(pte);
}

static void bad_passed_next(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_passed_next: passed on to look at line @B */
	if (!pte)
		return;
	look(pte + 1); /* @B */
	pte_unmap(pte);
}

static void bad_passed_pointer(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_passed_pointer: passed on to ops->look at line @C */
	if (!pte)
		return;
	ops->look(pte); /* @C */
	pte_unmap(pte);
}

static void bad_address(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_address: its address taken at line @D */
	if (!pte)
		return;
	move(&pte); /* @D */
	pte_unmap(pte);
}

static void bad_struct(struct walk *w, struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_struct: stored in a struct at line @E */
	if (!pte)
		return;
	w->pte = pte; /* @E */
}

static void bad_struct_initialiser(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_struct_initialiser: stored in a struct at line @F */
	if (!pte)
		return;
	do {
		struct walk w = { .pte = pte }; /* @F */

		walk(&w);
	} while (0);
	pte_unmap(pte);
}

static void bad_out(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t **out)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_out: stored in *out at line @G */
	if (!pte)
		return;
	*out = pte; /* @G */
}

static pte_t *bad_returned(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_returned: returned at line @H */
	if (!pte)
		return NULL;
	return pte; /* @H */
}
