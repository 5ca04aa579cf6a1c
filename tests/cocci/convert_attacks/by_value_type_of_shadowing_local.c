// SPDX-License-Identifier: GPL-2.0
/* manual: an inner variable of the same name lends its type */
#include <linux/stub.h>

void hold_it(struct folio *folio);
void drop_it(struct folio *folio);

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v, struct folio *folio)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	if (addr & 1) {
		int folio = 3;

		(void)folio;
	}
	hold_it(folio);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	drop_it(folio);
	return 0;
}
