// SPDX-License-Identifier: GPL-2.0
/* manual: the function returns a reference */
#include <linux/stub.h>

struct folio *pfn_folio_hold(unsigned long pfn);

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v, unsigned long pfn)
{
	spinlock_t *ptl;
	pte_t *pte;
	struct folio *folio;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	folio = pfn_folio_hold(pfn);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	folio_put(folio);
	return 0;
}
