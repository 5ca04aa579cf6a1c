// SPDX-License-Identifier: GPL-2.0
/* guard: pte_same() under the lock, on a value that is known not to be none */
#include <linux/stub.h>

int make_dirty_if_same(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte, orig;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return 0;

	orig = ptep_get_lockless(pte);
	if (pte_none(orig)) {
		pte_unmap(pte);
		return -ENOENT;
	}

	spin_lock(ptl);
	if (unlikely(!pte_same(ptep_get(pte), orig))) {
		pte_unmap_unlock(pte, ptl);
		return -EAGAIN;
	}
	set_pte_at(mm, addr, pte, pte_mkdirty(orig));
	pte_unmap_unlock(pte, ptl);
	return 1;
}
