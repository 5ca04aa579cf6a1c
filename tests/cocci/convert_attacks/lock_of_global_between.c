// SPDX-License-Identifier: GPL-2.0
/* manual: the other lock is the address of a global */
#include <linux/stub.h>

static spinlock_t walk_lock;

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(&walk_lock);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	spin_unlock(ptl);
	spin_unlock(&walk_lock);
	pte_unmap(pte);
	return 0;
}
