// SPDX-License-Identifier: GPL-2.0
/* manual: a parameter cannot be put behind the dots */
#include <linux/stub.h>
static int put(pte_t *pte, spinlock_t *ptl, ...)
{
	spin_lock(ptl);
	if (!pte_same(*pte, __pte(3)))
		goto out;
	*pte = __pte(1);
out:
	spin_unlock(ptl);
	return 0;
}
int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return 0;
	put(pte, ptl, 1, 2);
	pte_unmap(pte);
	return 0;
}
