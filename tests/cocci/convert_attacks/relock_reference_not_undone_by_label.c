// SPDX-License-Identifier: GPL-2.0
/* manual: some goto to the NULL path's label is no proof that the label undoes what was done */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v, struct folio *folio)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		goto out;
	spin_lock(ptl);
	folio_get(folio);
	if (pte_none(ptep_get(pte))) {
		pte_unmap_unlock(pte, ptl);
		goto put;
	}
	set_pte_at(mm, addr, pte, v);
	if (addr & 8) {
		folio_put(folio);
		pte_unmap_unlock(pte, ptl);
		goto out;
	}
	spin_unlock(ptl);
	cpu_relax();
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
put:
	folio_put(folio);
out:
	return 0;
}
