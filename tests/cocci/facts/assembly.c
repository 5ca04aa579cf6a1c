// SPDX-License-Identifier: GPL-2.0
static void good_assembly(pte_t *pte)
{
	asm volatile("st %0, 1" : : "r" (pte) : "memory");
	__asm__ __volatile__("st %0" : "+m" (*pte));
	asm("nop");
	asm volatile(
		"1:	ldrex	%0, [%1]\n"
		"	strex	%0, %2, [%1]\n"
		: "=&r" (tmp)
		: "r" (pte), "r" (f(pte)));
	after();
}

/*
 * check-name: inline assembly
 * check-kinds: statement call
 *
 * facts-start
 * 4 statement `asm volatile("st %0, 1" : : "r" (pte) : "memory");`
 * 5 statement `__asm__ __volatile__("st %0" : "+m" (*pte));`
 * 6 statement `asm("nop");`
 * 7 statement `asm volatile( "1: ldrex %0, [%1]\n" " strex %0, %2, [%1]\n" : "=&r" (tmp) : "r" (pte), "r" (f(pte)));`
 * 11 call `f(pte)` f | pte
 * 12 statement `after();`
 * 12 call `after()` after
 * facts-end
 */
