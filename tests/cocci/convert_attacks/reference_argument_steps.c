// SPDX-License-Identifier: GPL-2.0
/* manual: the argument has a side effect and is not the same a second time */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v, struct folio **folios, int n)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	folio_get(folios[n++]);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	while (n--)
		folio_put(folios[n]);
	return 0;
}
