// SPDX-License-Identifier: GPL-2.0
/* No call: a declaration, a definition, a value and words */

pte_t *pte_offset_map_nolock(struct mm_struct *mm, pmd_t *pmd,
			     unsigned long addr, spinlock_t **ptlp);

/* pte_offset_map_nolock(mm, pmd, addr, &ptl) in a comment */
static const char *name = "pte_offset_map_nolock(mm, pmd, addr, &ptl)";
static pte_t *(*map)(struct mm_struct *, pmd_t *, unsigned long, spinlock_t **) =
	pte_offset_map_nolock;

static pte_t *good_other(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;

	return pte_offset_map_lock(mm, pmd, addr, &ptl);
}
