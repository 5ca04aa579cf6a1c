// SPDX-License-Identifier: GPL-2.0
/* manual: the macro writes the variable that it is given */
#include <linux/stub.h>

#define ADVANCE(x)	((x) += 1)

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;
	int n = 0;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		goto out;
	ADVANCE(n);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
out:
	return n;
}
