// SPDX-License-Identifier: GPL-2.0
/* manual: the comparison is positive: its way out is where the write is, so
 * one more || writes through a table that changed
 */
#include <linux/stub.h>

static int put_entry(struct mm_struct *mm, unsigned long addr, pte_t *pte, spinlock_t *ptl, pte_t old, pte_t v)
{
	int ret = 0;

	spin_lock(ptl);
	if (likely(pte_same(ptep_get(pte), old)))
		goto same;
	ret = -EAGAIN;
	goto out;
same:
	set_pte_at(mm, addr, pte, v);
out:
	spin_unlock(ptl);
	return ret;
}

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v, pte_t old)
{
	spinlock_t *ptl;
	pte_t *pte;
	int ret;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	ret = put_entry(mm, addr, pte, ptl, old, v);
	pte_unmap(pte);
	return ret;
}
