// SPDX-License-Identifier: GPL-2.0
/* manual: another lock is taken under an if without braces, and released always */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	if (addr)
		spin_lock(&mm->page_table_lock);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	spin_unlock(ptl);
	if (addr)
		spin_unlock(&mm->page_table_lock);
	pte_unmap(pte);
	return 0;
}
