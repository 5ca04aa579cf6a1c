// SPDX-License-Identifier: GPL-2.0
/* manual: the lock that is taken is not the one that the map gave */
#include <linux/stub.h>

int flip_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *unused, *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &unused);
	if (!pte)
		return -EAGAIN;
	ptl = pte_lockptr(mm, pmd);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, pte_mkdirty(ptep_get(pte)));
	spin_unlock(ptl);
	pte_unmap(pte);
	return 0;
}
