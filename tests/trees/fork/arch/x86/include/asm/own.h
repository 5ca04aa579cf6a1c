/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _ASM_X86_OWN_H
#define _ASM_X86_OWN_H

#define own_map_at(mm, pmd, addr, ptlp) \
	pte_offset_map_nolock(mm, pmd, addr, ptlp)

#define OWN_HAS_TABLE(mm, pmd, addr)					\
({									\
	spinlock_t *__ptl;						\
	pte_t *__pte = pte_offset_map_nolock(mm, pmd, addr, &__ptl);	\
									\
	if (__pte)							\
		pte_unmap(__pte);					\
	__pte != NULL;							\
})

#endif
