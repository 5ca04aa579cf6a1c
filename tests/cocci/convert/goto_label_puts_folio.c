// SPDX-License-Identifier: GPL-2.0
/* rw: the reference is older than the map, and the label drops it */
#include <linux/stub.h>

int map_new_folio(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	struct folio *folio;
	int ret = -ENOMEM;

	folio = folio_alloc(GFP_KERNEL, 0);
	if (folio) {
		spinlock_t *ptl;
		pte_t *pte;

		ret = -ENOENT;
		pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
		if (!pte)
			goto put;

		spin_lock(ptl);
		ret = -EEXIST;
		if (pte_none(ptep_get(pte))) {
			folio_get(folio);
			folio_add_rmap(folio, vma);
			inc_mm_counter(mm, MM_ANONPAGES);
			set_pte_at(mm, addr, pte,
				   mk_pte(folio, vma->vm_page_prot));
			ret = 0;
		}
		pte_unmap_unlock(pte, ptl);
put:
		folio_put(folio);
	}

	return ret;
}
