// SPDX-License-Identifier: GPL-2.0
/* "The lock is taken, so it may be written": not through this mapping */
#include "stub.h"

void touch_one(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	if (pte_present(ptep_get(pte)))
		set_pte_at(mm, addr, pte, pte_mkyoung(ptep_get(pte))); /* wrong 11 */
	spin_unlock(ptl);
	pte_unmap(pte);
}
