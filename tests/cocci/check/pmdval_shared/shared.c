// SPDX-License-Identifier: GPL-2.0
/* pmdval_shared: one variable for two tables, or one table's value for another */
#include "stub.h"

void bad_one_for_two(struct mm_struct *mm, pmd_t *a_pmd, pmd_t *b_pmd, unsigned long addr)
{
	spinlock_t *a_ptl, *b_ptl;
	pte_t *a, *b;
	pmd_t val;

	a = pte_offset_map_rw_nolock(mm, a_pmd, addr, &val, &a_ptl); /* @A */
	if (!a)
		return;
	b = pte_offset_map_rw_nolock(mm, b_pmd, addr, &val, &b_ptl); /* found: ERROR: val is still that of the mapping of line @A */
	if (b) {
		spin_lock(b_ptl);
		if (pmd_same(val, pmdp_get_lockless(b_pmd)))
			set_pte_at(mm, addr, b, ptep_get_lockless(a));
		pte_unmap_unlock(b, b_ptl);
	}
	pte_unmap(a);
}

void bad_other_table(struct mm_struct *mm, pmd_t *a_pmd, pmd_t *b_pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t val;
	pte_t *a;

	a = pte_offset_map_rw_nolock(mm, a_pmd, addr, &val, &ptl); /* @B */
	if (!a)
		return;
	spin_lock(ptl);
	if (pmd_same(val, pmdp_get_lockless(b_pmd))) /* found: ERROR: val is what a_pmd was on line @B, and is compared with b_pmd */
		pte_clear(mm, addr, a);
	pte_unmap_unlock(a, ptl);
}

void good_one_after_the_other(struct mm_struct *mm, pmd_t *a_pmd, pmd_t *b_pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *a, *b;
	pmd_t val;

	a = pte_offset_map_rw_nolock(mm, a_pmd, addr, &val, &ptl);
	if (!a)
		return;
	spin_lock(ptl);
	if (pmd_same(val, pmdp_get_lockless(a_pmd)))
		pte_clear(mm, addr, a);
	pte_unmap_unlock(a, ptl);
	b = pte_offset_map_rw_nolock(mm, b_pmd, addr, &val, &ptl);
	if (!b)
		return;
	spin_lock(ptl);
	if (pmd_same(val, pmdp_get_lockless(b_pmd)))
		pte_clear(mm, addr, b);
	pte_unmap_unlock(b, ptl);
}

/* Neither is compared with a pmd entry: what is in dummy doesn't matter */
void good_dummy(struct mm_struct *mm, pmd_t *a_pmd, pmd_t *b_pmd, unsigned long addr)
{
	spinlock_t *a_ptl, *b_ptl;
	pmd_t dummy;
	pte_t *a, *b;

	a = pte_offset_map_rw_nolock(mm, a_pmd, addr, &dummy, &a_ptl);
	if (!a)
		return;
	b = pte_offset_map_rw_nolock(mm, b_pmd, addr, &dummy, &b_ptl);
	if (b)
		pte_unmap(b);
	pte_unmap(a);
}
