// SPDX-License-Identifier: GPL-2.0
/*
 * Included by unit_all.c
 *
 * EXPECT unit_map rw: unit_wipe() of unit_all.c writes what it returns
 * EXPECT unit_find rw: unit_caller() of unit_all.c writes what it hands out
 */
static pte_t *unit_map(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp)
{
	return pte_offset_map_nolock(mm, pmd, addr, ptlp);
}

static int unit_find(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t **out, spinlock_t **ptlp)
{
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, ptlp);
	*out = pte;
	return pte != NULL;
}

static void unit_touch(struct mm_struct *mm, unsigned long addr, pte_t *pte)
{
	pte_clear(mm, addr, pte);
}
