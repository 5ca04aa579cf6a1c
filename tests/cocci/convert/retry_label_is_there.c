// SPDX-License-Identifier: GPL-2.0
/* rw: a label stands at the call already, under a name of its own */
#include <linux/stub.h>

struct folio *detach_folio(struct vm_area_struct *vma, pmd_t *pmd,
			   unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	struct folio *folio;
	spinlock_t *ptl;
	pte_t *ptep;

find_table:
	ptep = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!ptep)
		return NULL;

	spin_lock(ptl);
	folio = vm_normal_folio(vma, addr, ptep_get(ptep));
	if (folio && !folio_trylock(folio)) {
		folio_get(folio);
		pte_unmap_unlock(ptep, ptl);
		/* wait, then look again: the entry may have changed */
		folio_lock(folio);
		folio_unlock(folio);
		folio_put(folio);
		goto find_table;
	}
	if (folio)
		ptep_clear_flush(vma, addr, ptep);
	pte_unmap_unlock(ptep, ptl);
	return folio;
}
