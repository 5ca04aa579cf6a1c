// SPDX-License-Identifier: GPL-2.0
/* manual: the lock is taken only if the caller asks for it */
#include <linux/stub.h>

int update_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		 pte_t val, bool need_lock)
{
	spinlock_t *ptl;
	pte_t *ptep;

	ptep = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!ptep)
		return -EAGAIN;
	if (need_lock)
		spin_lock(ptl);
	set_pte_at(mm, addr, ptep, val);
	if (need_lock)
		spin_unlock(ptl);
	pte_unmap(ptep);
	return 0;
}
