// SPDX-License-Identifier: GPL-2.0
/* manual: shrinker_disable(nid) has to be undone */
#include <linux/stub.h>

void shrinker_disable(int nid);
void shrinker_enable(int nid);

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v, int nid)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	shrinker_disable(nid);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	shrinker_enable(nid);
	return 0;
}
