// SPDX-License-Identifier: GPL-2.0
/* Right: the write stands in the branch where the table is the same */
#include "stub.h"

void protect_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (pte) {
		spin_lock(ptl);
		if (likely(pmd_same(pmdval, pmdp_get_lockless(pmd)))) {
			pte_t old = ptep_get(pte);

			if (pte_present(old) && pte_write(old))
				ptep_set_wrprotect(mm, addr, pte);
		}
		spin_unlock(ptl);
		pte_unmap(pte);
	}
}
