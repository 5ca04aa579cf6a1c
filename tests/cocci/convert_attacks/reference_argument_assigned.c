// SPDX-License-Identifier: GPL-2.0
/* manual: the variable was assigned after the reference was taken: another object is put */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v, struct folio *folio, struct folio *other)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	folio_get(folio);
	folio = other;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	return folio->flags;
}
