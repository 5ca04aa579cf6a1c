// SPDX-License-Identifier: GPL-2.0
/* The pmd value isn't wanted, "because mmap_lock is held for write anyway" */
#include "stub.h"

int clear_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, NULL, &ptl); /* wrong 1 */
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	pte_clear(mm, addr, pte); /* wrong 3 */
	pte_unmap_unlock(pte, ptl);
	return 0;
}
