// SPDX-License-Identifier: GPL-2.0
/* manual: the function assigns the global that the pmd comes from */
#include <linux/stub.h>

static pmd_t *cur_pmd, *tables;

static void select_table(unsigned long addr)
{
	cur_pmd = tables + (addr >> PMD_SHIFT);
}

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, cur_pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	select_table(addr);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
