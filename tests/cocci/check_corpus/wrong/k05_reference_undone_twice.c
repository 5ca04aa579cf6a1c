// SPDX-License-Identifier: GPL-2.0
/* The new path puts the reference, and then goes to the label that puts it */
#include "stub.h"

int map_folio(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
	      struct folio *folio)
{
	struct mm_struct *mm = vma->vm_mm;
	int ret = -EAGAIN;
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	folio_get(folio);
	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		goto put;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		pte_unmap_unlock(pte, ptl);
		folio_put(folio);
		goto put;
	}
	set_pte_at(mm, addr, pte, mk_pte(folio, vma->vm_page_prot));
	folio_add_rmap(folio, vma);
	pte_unmap_unlock(pte, ptl);
	return 0;
put:
	folio_put(folio); /* wrong 5 */
	return ret;
}
