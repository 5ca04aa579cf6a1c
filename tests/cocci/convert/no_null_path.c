// SPDX-License-Identifier: GPL-2.0
/* manual: a missing table is a bug here, so there is no way out to follow */
#include <linux/stub.h>

void wipe_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	BUG_ON(!pte);

	spin_lock(ptl);
	pte_clear(mm, addr, pte);
	flush_tlb_mm(mm);
	pte_unmap_unlock(pte, ptl);
}
