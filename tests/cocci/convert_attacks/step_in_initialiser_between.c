// SPDX-License-Identifier: GPL-2.0
/* manual: a counter is stepped in an initialiser */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	{
		long old = mm->pgtables++;

		spin_lock(ptl);
		set_pte_at(mm, addr, pte, v);
		spin_unlock(ptl);
		mm->pgtables = old;
	}
	pte_unmap(pte);
	return 0;
}
