// SPDX-License-Identifier: GPL-2.0
/* manual: the call stands in a macro, together with a return */
#include <linux/stub.h>

#define MAP_OR_RETURN(__pte, __mm, __pmd, __addr, __ptlp)		\
do {									\
	(__pte) = pte_offset_map_nolock(__mm, __pmd, __addr, __ptlp);	\
	if (!(__pte))							\
		return -EAGAIN;						\
} while (0)

int macro_clear(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	MAP_OR_RETURN(pte, mm, pmd, addr, &ptl);
	spin_lock(ptl);
	pte_clear(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
