// SPDX-License-Identifier: GPL-2.0
/* Right: the file has a word for "is it still the same", and asks it under the lock */
#include "stub.h"

static inline bool table_unchanged(pmd_t *pmd, pmd_t was)
{
	return pmd_same(was, pmdp_get_lockless(pmd));
}

static void clean_batch(struct mm_struct *mm, unsigned long addr, pte_t *ptep,
			unsigned int nr)
{
	for (; nr--; addr += PAGE_SIZE, ptep++)
		set_pte_at(mm, addr, ptep, pte_mkclean(ptep_get(ptep)));
}

int clean_some(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
	       unsigned int nr)
{
	spinlock_t *ptl;
	pmd_t was;
	pte_t *pte;
	bool same;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &was, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	same = table_unchanged(pmd, was);
	if (same)
		clean_batch(mm, addr, pte, nr);
	spin_unlock(ptl);
	pte_unmap(pte);
	return same ? 0 : -EAGAIN;
}
