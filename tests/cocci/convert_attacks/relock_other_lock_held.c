// SPDX-License-Identifier: GPL-2.0
/* manual: another lock was taken before the lock is taken again */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	spin_unlock(ptl);
	spin_lock(&mm->page_table_lock);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	spin_unlock(ptl);
	spin_unlock(&mm->page_table_lock);
	pte_unmap(pte);
	return 0;
}
