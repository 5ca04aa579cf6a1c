/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_S390_PGTABLE_H
#define _ASM_S390_PGTABLE_H

static inline void __ptep_ipte(unsigned long address, pte_t *ptep)
{
	unsigned long pto = (unsigned long)ptep & ~2047UL;

	asm volatile("	ipte	%[r1],%[r2]"
		     : "+m" (*ptep)
		     : [r1] "r" (pto), [r2] "r" (address));
}

static inline void set_pte(pte_t *ptep, pte_t pte)
{
	WRITE_ONCE(*ptep, pte);
}

#define __HAVE_ARCH_PTEP_GET_AND_CLEAR
static inline pte_t ptep_get_and_clear(struct mm_struct *mm,
				       unsigned long addr, pte_t *ptep)
{
	pte_t res = *ptep;

	__ptep_ipte(addr, ptep);
	set_pte(ptep, __pte(0));
	return res;
}

static inline void ptep_set_wrprotect(struct mm_struct *mm,
				      unsigned long addr, pte_t *ptep)
{
	set_pte(ptep, __pte(pte_val(*ptep) & ~2UL));
}

#endif
