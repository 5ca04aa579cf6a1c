// SPDX-License-Identifier: GPL-2.0
/* manual: a macro stands for three arguments (traceback now) */
#include <linux/stub.h>

#define WALK(mm, addr)	mm, pmd, addr

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(WALK(mm, addr), &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
