// SPDX-License-Identifier: GPL-2.0
/* manual: a macro stands for two arguments (traceback now) */
#include <linux/stub.h>
#define ARGS mm, pmd
int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(ARGS, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	set_pte_at(mm, addr, pte, v);
	pte_unmap(pte);
	return 0;
}
