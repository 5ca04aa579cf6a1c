// SPDX-License-Identifier: GPL-2.0
/*
 * EXPECT unit_user rw: unit_body() writes, which a header includes
 * EXPECT unit_apart manual: unit_alone() of another file is not meant
 */
#include "unit.h"

void unit_alone(struct mm_struct *mm, unsigned long addr, pte_t *pte);

void unit_user(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	unit_body(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
}

void unit_apart(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	unit_alone(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
}
