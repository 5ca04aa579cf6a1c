// SPDX-License-Identifier: GPL-2.0
/* rw: the label unlocks and unmaps, and the error is set before the goto */
#include <linux/stub.h>

int install_folio(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
		  struct folio *folio)
{
	int err;
	pte_t *pte;
	spinlock_t *ptl;

	folio_lock(folio);

	pte = pte_offset_map_nolock(vma->vm_mm, pmd, addr, &ptl);
	if (unlikely(!pte)) {
		err = -EAGAIN;
		goto out_unlock;
	}
	spin_lock(ptl);

	err = -EEXIST;
	if (!pte_none(ptep_get(pte)))
		goto out_unlock;

	folio_get(folio);
	folio_add_rmap(folio, vma);
	inc_mm_counter(vma->vm_mm, MM_FILEPAGES);
	set_pte_at(vma->vm_mm, addr, pte, mk_pte(folio, vma->vm_page_prot));
	err = 0;

out_unlock:
	if (pte)
		pte_unmap_unlock(pte, ptl);
	folio_unlock(folio);
	return err;
}
