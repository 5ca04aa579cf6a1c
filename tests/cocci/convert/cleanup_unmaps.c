// SPDX-License-Identifier: GPL-2.0
/* rw: the scope's end unmaps, so only the lock is undone */
#include <linux/stub.h>

DEFINE_FREE(table, pte_t *, if (_T) pte_unmap(_T))

int take_write_away(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte __free(table) = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	bool was_writable;

	if (!pte)
		return -ENOENT;

	spin_lock(ptl);
	was_writable = pte_write(ptep_get(pte));
	ptep_set_wrprotect(mm, addr, pte);
	spin_unlock(ptl);

	return was_writable;
}
