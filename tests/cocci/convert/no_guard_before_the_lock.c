// SPDX-License-Identifier: GPL-2.0
/* rw: the comparison is made before the lock, where it proves nothing */
#include <linux/stub.h>

int rewrite_unchanged(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		      pte_t expected, pte_t val)
{
	spinlock_t *ptl;
	pte_t *pte;

	if (pte_none(expected))
		return -EINVAL;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	if (!pte_same(ptep_get_lockless(pte), expected)) {
		pte_unmap(pte);
		return -ERANGE;
	}

	spin_lock(ptl);
	set_pte_at(mm, addr, pte, val);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
