// SPDX-License-Identifier: GPL-2.0
/* The table is rechecked where the entry is present, but not where it is none */
#include "stub.h"

int set_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t val)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	if (pte_present(ptep_get(pte))) {
		if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
			pte_unmap_unlock(pte, ptl);
			return -EAGAIN;
		}
		pte_clear(mm, addr, pte);
	}
	set_pte_at(mm, addr, pte, val); /* wrong 3 */
	pte_unmap_unlock(pte, ptl);
	return 0;
}
