// SPDX-License-Identifier: GPL-2.0
/* manual: tables[i] gives no name for a parameter */
#include <linux/stub.h>

static int put_entry(struct mm_struct *mm, unsigned long addr, pte_t *pte, spinlock_t *ptl, pte_t old, pte_t v)
{
	spin_lock(ptl);
	if (!pte_same(ptep_get(pte), old)) {
		spin_unlock(ptl);
		return -EAGAIN;
	}
	set_pte_at(mm, addr, pte, v);
	spin_unlock(ptl);
	return 0;
}

int touch(struct mm_struct *mm, pmd_t **tables, int i, unsigned long addr, pte_t v, pte_t old)
{
	spinlock_t *ptl;
	pte_t *pte;
	int ret;

	pte = pte_offset_map_nolock(mm, tables[i], addr, &ptl);
	if (!pte)
		return -EAGAIN;
	ret = put_entry(mm, addr, pte, ptl, old, v);
	pte_unmap(pte);
	return ret;
}
