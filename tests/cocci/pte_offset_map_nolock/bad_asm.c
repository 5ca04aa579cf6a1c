// SPDX-License-Identifier: GPL-2.0
/* Inline asm has the entry as an operand */

static void bad_asm_operand(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_asm_operand: only reads in this file, but see pte at line @A */
	if (!pte)
		return;
	asm volatile("orr %0, %0, #1" : "+m" (*pte)); /* @A */
	pte_unmap(pte);
}
