// SPDX-License-Identifier: GPL-2.0
/* manual: the lock is taken in a chain that may not take it; the way out must
 * not release it then
 */
#include <linux/stub.h>

static pte_t *map_it(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp)
{
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, ptlp);
	if (!pte)
		return NULL;
	return pte;
}

int touch(struct mm_struct *mm, spinlock_t *held, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = map_it(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	if (!held)
		spin_lock(ptl);
	else if (ptl != held)
		spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);
	set_pte_at(mm, addr, pte, v);
	if (ptl != held)
		spin_unlock(ptl);
	pte_unmap(pte);
	return 0;
}
