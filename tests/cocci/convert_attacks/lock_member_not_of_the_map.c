// SPDX-License-Identifier: GPL-2.0
/* once: the other lock's pointer was there before the map and must not be reset */
#include <linux/stub.h>

struct walk { spinlock_t *lock; };

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v, struct walk *w)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(w->lock);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	spin_unlock(ptl);
	spin_unlock(w->lock);
	pte_unmap(pte);
	return 0;
}
