// SPDX-License-Identifier: GPL-2.0
/* manual: the struct passed by value holds a pointer */
#include <linux/stub.h>

struct ref { struct folio *folio; };
void hold(struct ref ref);
void drop(struct ref ref);

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v, struct ref ref)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	hold(ref);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	drop(ref);
	return 0;
}
