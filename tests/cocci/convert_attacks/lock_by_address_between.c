// SPDX-License-Identifier: GPL-2.0
/* manual: the other lock is &mm->page_table_lock: an address cannot be set to NULL */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(&mm->page_table_lock);
	spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);
	set_pte_at(mm, addr, pte, v);
	spin_unlock(ptl);
	spin_unlock(&mm->page_table_lock);
	pte_unmap(pte);
	return 0;
}
