// SPDX-License-Identifier: GPL-2.0
/* pmdval_null: NULL as it stands, in a variable, from a caller */
#include "stub.h"

pte_t *bad_null(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp)
{
	return pte_offset_map_rw_nolock(mm, pmd, addr, NULL, ptlp); /* found: ERROR: pte_offset_map_rw_nolock() is given no pmdvalp */
}

pte_t *bad_variable(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp)
{
	pmd_t *where = NULL;

	return pte_offset_map_rw_nolock(mm, pmd, addr, where, ptlp); /* found: ERROR: where may be NULL, and pte_offset_map_rw_nolock() is given it as pmdvalp */
}

static pte_t *map(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pmd_t *pmdvalp, spinlock_t **ptlp)
{
	return pte_offset_map_rw_nolock(mm, pmd, addr, pmdvalp, ptlp);
}

pte_t *bad_caller(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp)
{
	return map(mm, pmd, addr, NULL, ptlp); /* found: ERROR: map() hands NULL to pte_offset_map_rw_nolock() as pmdvalp */
}

static pte_t *map_or_not(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pmd_t *pmdvalp, spinlock_t **ptlp)
{
	pmd_t dummy;

	if (!pmdvalp)
		pmdvalp = &dummy;
	return pte_offset_map_rw_nolock(mm, pmd, addr, pmdvalp, ptlp);
}

pte_t *good_variable(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pmd_t *pmdvalp, spinlock_t **ptlp)
{
	pmd_t *where = NULL;

	where = pmdvalp;
	return map(mm, pmd, addr, where, ptlp);
}
