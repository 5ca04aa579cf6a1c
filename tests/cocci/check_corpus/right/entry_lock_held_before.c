// SPDX-License-Identifier: GPL-2.0
/*
 * Right: the lock of the pmd entry is held since before the map, so nobody else
 * takes the table away; the value is for the caller, who frees the table.
 */
#include "stub.h"

bool detach_if_empty(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		     pmd_t *old)
{
	spinlock_t *outer = pmd_lock(mm, pmd), *inner;
	bool empty = false;
	pte_t *table;
	int i;

	table = pte_offset_map_rw_nolock(mm, pmd, addr, old, &inner);
	if (!table)
		goto out;
	if (inner != outer)
		spin_lock_nested(inner, SINGLE_DEPTH_NESTING);
	for (i = 0; i < PTRS_PER_PTE; i++)
		if (!pte_none(ptep_get(table + i)))
			goto unmap;
	pmd_clear(pmd);
	empty = true;
unmap:
	pte_unmap(table);
	if (inner != outer)
		spin_unlock(inner);
out:
	spin_unlock(outer);
	return empty;
}
