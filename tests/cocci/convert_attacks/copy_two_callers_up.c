/* SPDX-License-Identifier: GPL-2.0 */ /* once: a copy of the entry is passed through two calls */
#include <linux/stub.h>

static int l2(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t val)
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

static int l2_mid(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	return l2(mm, pmd, addr, __pte(0));
}

int l2_top(struct mm_struct *mm, pmd_t *pmdp, unsigned long addr)
{
	pmd_t copy = pmdp_get_lockless(pmdp);

	if (pmd_none(copy))
		return 0;
	return l2_mid(mm, &copy, addr);
}
