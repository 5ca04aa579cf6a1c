// SPDX-License-Identifier: GPL-2.0
/* The call stands elsewhere than alone on a right hand side */

static pte_t *bad_return(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;

	return pte_offset_map_nolock(mm, pmd, addr, &ptl); /* @A report: in bad_return: returned at line @A */
}

static pte_t *bad_return_choice(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;

	return addr ? pte_offset_map_nolock(mm, pmd, addr, &ptl) : NULL; /* @B report: in bad_return_choice: returned at line @B */
}

static void bad_choice(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = addr ? pte_offset_map_nolock(mm, pmd, addr, &ptl) : NULL; /* report: in bad_choice: written here at line @C (pte_clear) */
	if (pte)
		pte_clear(mm, addr, pte); /* @C */
}

static void bad_argument(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;

	look(pte_offset_map_nolock(mm, pmd, addr, &ptl)); /* @D report: in bad_argument: passed on to look at line @D */
}

static int bad_condition(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;

	if (pte_offset_map_nolock(mm, pmd, addr, &ptl)) /* @E report: in bad_condition: not kept at line @E */
		return 1;
	return 0;
}

static void bad_member(struct vm_fault *vmf, struct mm_struct *mm, pmd_t *pmd)
{
	vmf->pte = pte_offset_map_nolock(mm, pmd, vmf->address, &vmf->ptl); /* @F report: in bad_member: stored in a struct at line @F */
}

static void bad_member_initialiser(struct mm_struct *mm, pmd_t *pmd)
{
	spinlock_t *ptl;
	struct walk w = {
		.pte = pte_offset_map_nolock(mm, pmd, 0, &ptl), /* @G report: in bad_member_initialiser: stored in a struct at line @G */
	};

	walk(&w);
}

#define MAP_NOLOCK(mm, pmd, addr, ptlp) pte_offset_map_nolock(mm, pmd, addr, ptlp) /* report: : in macro MAP_NOLOCK, used where the macro is */
