// SPDX-License-Identifier: GPL-2.0
/* rw: a reference taken between map and lock is dropped between them */
#include <linux/stub.h>

int relink_folio(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
		 struct folio *folio)
{
	spinlock_t *ptl;
	pte_t *pte;
	int ret = 0;

	pte = pte_offset_map_nolock(vma->vm_mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;

	folio_get(folio);
	spin_lock(ptl);
	if (!pte_none(ptep_get(pte))) {
		spin_unlock(ptl);
		folio_put(folio);
		ret = -EEXIST;
		goto unmap;
	}
	set_pte_at(vma->vm_mm, addr, pte, mk_pte(folio, vma->vm_page_prot));
	spin_unlock(ptl);
unmap:
	pte_unmap(pte);
	return ret;
}
