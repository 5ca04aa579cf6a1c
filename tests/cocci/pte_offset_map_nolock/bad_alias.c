// SPDX-License-Identifier: GPL-2.0
/* A copy of the pointer is followed, and never renamed */

static void bad_alias(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte, *p;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_alias: copied to p at line @A; written here at line @B (ptep_clear, through p) */
	if (!pte)
		return;
	p = pte; /* @A */
	ptep_clear(mm, addr, p); /* @B */
	pte_unmap(pte);
}

static void bad_alias_unused(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte, *p;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_alias_unused: copied to p at line @C */
	if (!pte)
		return;
	p = pte + 1; /* @C */
	if (pte_none(ptep_get(p)))
		addr++;
	pte_unmap(pte);
}
