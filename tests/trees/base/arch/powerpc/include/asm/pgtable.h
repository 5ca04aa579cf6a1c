/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_POWERPC_PGTABLE_H
#define _ASM_POWERPC_PGTABLE_H

static inline unsigned long pte_update(struct mm_struct *mm,
				       unsigned long addr, pte_t *ptep,
				       unsigned long clr, unsigned long set)
{
	unsigned long old, tmp;

	__asm__ __volatile__("1:	ldarx	%0,0,%3\n\
	andc	%1,%0,%4\n\
	or	%1,%1,%5\n\
	stdcx.	%1,0,%3\n\
	bne-	1b"
	: "=&r" (old), "=&r" (tmp), "=m" (*ptep)
	: "r" (ptep), "r" (clr), "r" (set)
	: "cc");
	return old;
}

static inline void set_pte(pte_t *ptep, pte_t pte)
{
	*ptep = pte;
}

#define __HAVE_ARCH_PTEP_GET_AND_CLEAR
static inline pte_t ptep_get_and_clear(struct mm_struct *mm,
				       unsigned long addr, pte_t *ptep)
{
	return __pte(pte_update(mm, addr, ptep, ~0UL, 0));
}

static inline void ptep_set_wrprotect(struct mm_struct *mm,
				      unsigned long addr, pte_t *ptep)
{
	pte_update(mm, addr, ptep, 2, 0);
}

#endif
