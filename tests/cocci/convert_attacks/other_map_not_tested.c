// SPDX-License-Identifier: GPL-2.0
/* manual: the other mapping may be NULL at the lock, and is unmapped always */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v, pmd_t *pmd2)
{
	spinlock_t *ptl;
	pte_t *pte;
	spinlock_t *ql;
	pte_t *q;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	q = pte_offset_map_nolock(mm, pmd2, addr, &ql);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, q ? ptep_get(q) : v);
	spin_unlock(ptl);
	if (q)
		pte_unmap(q);
	pte_unmap(pte);
	return 0;
}
