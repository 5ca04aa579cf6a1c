/* SPDX-License-Identifier: GPL-2.0 */ /* once: the caller passes a local pointer to a copy */
#include <linux/stub.h>

static int l3(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t val)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, val);
	pte_unmap_unlock(pte, ptl);
	return 0;
}

int l3_top(struct mm_struct *mm, pmd_t *pmdp, unsigned long addr)
{
	pmd_t copy = pmdp_get_lockless(pmdp), *p = &copy;

	if (pmd_none(copy))
		return 0;
	return l3(mm, p, addr, __pte(0));
}
