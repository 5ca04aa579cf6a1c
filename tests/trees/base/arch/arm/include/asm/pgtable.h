/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASMARM_PGTABLE_H
#define _ASMARM_PGTABLE_H

static inline void set_pte_ext(pte_t *ptep, pte_t pte, unsigned int ext)
{
	asm volatile("str	%1, [%0]"
		     :
		     : "r" (ptep), "r" (pte_val(pte) | ext)
		     : "memory");
}

static inline void set_pte(pte_t *ptep, pte_t pte)
{
	set_pte_ext(ptep, pte, 0);
}

static inline void ptep_set_wrprotect(struct mm_struct *mm,
				      unsigned long addr, pte_t *ptep)
{
	set_pte(ptep, __pte(pte_val(*ptep) & ~2UL));
}

#endif
