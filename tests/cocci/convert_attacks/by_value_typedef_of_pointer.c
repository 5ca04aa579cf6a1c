// SPDX-License-Identifier: GPL-2.0
/* manual: the type is a typedef of a pointer */
#include <linux/stub.h>

typedef struct folio *folio_ref;
void folio_hold(folio_ref folio);
void folio_drop(folio_ref folio);

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v, folio_ref folio)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	folio_hold(folio);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	folio_drop(folio);
	return 0;
}
