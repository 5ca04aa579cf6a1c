// SPDX-License-Identifier: GPL-2.0
/* rw: the map and its NULL test are one condition */
#include <linux/stub.h>

int drop_dirty(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	if (!(pte = pte_offset_map_nolock(mm, pmd, addr, &ptl)))
		return -EAGAIN;
	spin_lock(ptl);
	set_pte(pte, pte_mkclean(ptep_get(pte)));
	pte_unmap_unlock(pte, ptl);
	return 0;
}
