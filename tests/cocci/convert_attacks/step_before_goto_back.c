// SPDX-License-Identifier: GPL-2.0
/* manual: a counter is stepped again with every turn */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v, struct folio *folio)
{
	spinlock_t *ptl;
	pte_t *pte;

again:
	folio_get(folio);
	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte) {
		folio_put(folio);
		goto again;
	}
	mm->pgtables++;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	folio_put(folio);
	mm->pgtables--;
	return 0;
}
