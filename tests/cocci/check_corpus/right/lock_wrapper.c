// SPDX-License-Identifier: GPL-2.0
/* Right: the file has words of its own for the lock, and they always take it */
#include "stub.h"

static void table_lock(spinlock_t *ptl)
{
	spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);
}

static void table_unlock(spinlock_t *ptl)
{
	spin_unlock(ptl);
}

int drop_entry(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(vma->vm_mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return -ENOENT;
	table_lock(ptl);
	if (unlikely(!pmd_same(pmdval, pmdp_get_lockless(pmd)))) {
		table_unlock(ptl);
		pte_unmap(pte);
		return -EAGAIN;
	}
	ptep_clear_flush(vma, addr, pte);
	table_unlock(ptl);
	pte_unmap(pte);
	return 0;
}
