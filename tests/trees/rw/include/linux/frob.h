/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_FROB_H
#define _LINUX_FROB_H

#include <linux/mmu_notifier.h>

static inline void frob_entry(pte_t *p)
{
	WRITE_ONCE(*p, __pte(pte_val(*p) | 64));
}

static inline void frob_twice(struct mm_struct *mm, pte_t *p)
{
	if (mm)
		frob_entry(p);
	frob_entry(p);
}

#define WIPE(p)		(*(p) = __pte(0))
#define frob_alias	frob_entry

void zap_hw_entry(pte_t *ptep);
void deep_outer(struct mm_struct *mm, unsigned long addr, pte_t *ptep);
void deep_middle(struct mm_struct *mm, unsigned long addr, pte_t *ptep);

#endif
