// SPDX-License-Identifier: GPL-2.0
/* guard: the same table is locked since before the map, and stays so */
#include <linux/stub.h>

int copy_entry_within_table(struct mm_struct *mm, pmd_t *pmd, unsigned long to,
			    unsigned long from)
{
	spinlock_t *ptl, *same_ptl;
	pte_t *src, *dst;

	src = pte_offset_map_lock(mm, pmd, from, &ptl);
	if (!src)
		return -EAGAIN;
	dst = pte_offset_map_nolock(mm, pmd, to, &same_ptl);
	if (!dst) {
		pte_unmap_unlock(src, ptl);
		return -EAGAIN;
	}
	VM_WARN_ON_ONCE(same_ptl != ptl);

	set_pte_at(mm, to, dst, pte_mkold(ptep_get(src)));

	pte_unmap(dst);
	pte_unmap_unlock(src, ptl);
	return 0;
}
