// SPDX-License-Identifier: GPL-2.0
/*
 * Right: the mapping that is read ends before the one that is written begins;
 * both are held by one variable, one after the other.
 */
#include "stub.h"

int make_old_if_young(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte, ptent;

	pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	ptent = ptep_get_lockless(pte);
	pte_unmap(pte);
	if (!pte_young(ptent))
		return 0;

	pte = pte_offset_map_lock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	ptent = ptep_get(pte);
	if (pte_young(ptent))
		set_pte_at(mm, addr, pte, pte_mkold(ptent));
	pte_unmap_unlock(pte, ptl);
	return 1;
}
