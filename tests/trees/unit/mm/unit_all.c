// SPDX-License-Identifier: GPL-2.0
/*
 * What is static in a file that is included: each of its uses stands in another file.
 *
 * EXPECT unit_age ro: it looks, and unmaps
 * EXPECT unit_wipe rw: pte_clear()
 * EXPECT unit_passes rw: unit_touch() of unit_part.c writes, not arm's
 * EXPECT unit_shared rw: unit_deep() of lib/unit_deep.c writes; the include is by a path of -I
 */
#include <linux/mm.h>
#include "unit_part.c"
#include <deep/unit_deep.c>

int unit_age(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	int none;

	pte = unit_map(mm, pmd, addr, &ptl);
	if (!pte)
		return 0;
	none = pte_none(ptep_get(pte));
	pte_unmap(pte);
	return none;
}

void unit_wipe(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = unit_map(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	pte_clear(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
}

void unit_caller(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	if (!unit_find(mm, pmd, addr, &pte, &ptl))
		return;
	spin_lock(ptl);
	pte_clear(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
}

void unit_passes(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	unit_touch(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
}

void unit_shared(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	unit_deep(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
}
