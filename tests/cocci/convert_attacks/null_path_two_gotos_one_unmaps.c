// SPDX-License-Identifier: GPL-2.0
/* manual: one of the NULL path's labels unmaps, the other does not */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte) {
		if (addr)
			goto a;
		goto b;
	}
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	spin_unlock(ptl);
b:
	if (pte)
		pte_unmap(pte);
a:
	return 0;
}
