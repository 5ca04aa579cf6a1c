/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the corpus compiles against: the stub kernel of the conversion's cases,
 * and the few words that only code in the new API needs.
 */
#ifndef _CHECK_CORPUS_STUB_H
#define _CHECK_CORPUS_STUB_H

#include "../convert/include/stub.h"

/* Wants CONFIG_DEBUG_VM in the kernel; here it only has to be an expression */
#define VM_WARN_ON(cond)	((void)WARN_ON_ONCE(cond))

#define swap(a, b)							\
do {									\
	typeof(a) __tmp = (a);						\
	(a) = (b);							\
	(b) = __tmp;							\
} while (0)

static inline pmd_t pmdp_get(pmd_t *pmdp)
{
	return READ_ONCE(*pmdp);
}

static inline bool pmd_present(pmd_t pmd)
{
	return pmd_val(pmd) & _PAGE_PRESENT;
}

static inline bool pte_special(pte_t pte)
{
	return pte_val(pte) & (1UL << 9);
}

int spin_needbreak(spinlock_t *lock);
bool need_resched(void);
pte_t *pte_offset_map(pmd_t *pmd, unsigned long addr);

#endif /* _CHECK_CORPUS_STUB_H */
