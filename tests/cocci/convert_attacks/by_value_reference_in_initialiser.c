// SPDX-License-Identifier: GPL-2.0
/* manual: the initialiser takes a reference */
#include <linux/stub.h>

struct folio *pte_folio_hold(pte_t v);

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	{
		struct folio *folio = pte_folio_hold(v);

		spin_lock(ptl);
		set_pte_at(mm, addr, pte, v);
		spin_unlock(ptl);
		folio_put(folio);
	}
	pte_unmap(pte);
	return 0;
}
