// SPDX-License-Identifier: GPL-2.0
/*
 * Right: what is written is another table, locked by the map; the one that is
 * mapped read-only is only read, by value.
 */
#include "stub.h"

int mirror_entry(struct mm_struct *to_mm, struct mm_struct *mm, pmd_t *to_pmd,
		 pmd_t *pmd, unsigned long addr)
{
	spinlock_t *to_ptl, *ptl;
	pte_t *to, *from;

	to = pte_alloc_map_lock(to_mm, to_pmd, addr, &to_ptl);
	if (!to)
		return -ENOMEM;
	from = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);
	if (!from) {
		pte_unmap_unlock(to, to_ptl);
		return 0;
	}
	spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);
	set_pte_at(to_mm, addr, to, pte_wrprotect(ptep_get(from)));
	spin_unlock(ptl);
	pte_unmap(from);
	pte_unmap_unlock(to, to_ptl);
	return 0;
}
