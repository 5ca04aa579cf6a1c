// SPDX-License-Identifier: GPL-2.0
/* Right: the pointer has gone past the range, and is unmapped one entry back */
#include "stub.h"

int clean_entries(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		  unsigned long end)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		pte_unmap_unlock(pte, ptl);
		return -EAGAIN;
	}
	do {
		set_pte_at(mm, addr, pte, pte_mkclean(ptep_get(pte)));
	} while (pte++, addr += PAGE_SIZE, addr < end);
	pte_unmap_unlock(pte - 1, ptl);
	return 0;
}
