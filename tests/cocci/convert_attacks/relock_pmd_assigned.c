// SPDX-License-Identifier: GPL-2.0
/* manual: pmd was assigned before the lock is taken again */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v, pmd_t *next)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	spin_unlock(ptl);
	pmd = next;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte + 1, v);
	pte_unmap_unlock(pte, ptl);
	return pmd ? 0 : 1;
}
