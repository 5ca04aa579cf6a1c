// SPDX-License-Identifier: GPL-2.0
/* Right: each label undoes one step, and the stale table enters at the lock's */
#include "stub.h"

int dirty_entry(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
		struct folio *folio)
{
	struct mm_struct *mm = vma->vm_mm;
	int ret = -EAGAIN;
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	folio_get(folio);
	folio_lock(folio);
	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		goto out_folio;
	spin_lock(ptl);
	if (unlikely(!pmd_same(pmdval, pmdp_get_lockless(pmd))))
		goto out_ptl;

	ret = 0;
	if (!pte_present(ptep_get(pte)))
		goto out_ptl;
	set_pte_at(mm, addr, pte, pte_mkdirty(ptep_get(pte)));
	ret = 1;
out_ptl:
	spin_unlock(ptl);
	pte_unmap(pte);
out_folio:
	folio_unlock(folio);
	folio_put(folio);
	return ret;
}
