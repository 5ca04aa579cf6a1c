// SPDX-License-Identifier: GPL-2.0
/* rw: the lock of a copy of the entry is that of the copy's table: no site of the second kind */
#include <linux/stub.h>

int keep_copy(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t val)
{
	pmd_t copy = pmdp_get_lockless(pmd);
	spinlock_t *lock = pte_lockptr(mm, &copy);
	spinlock_t *ptl;
	pte_t *pte;

	if (!lock)
		return -EINVAL;
	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, val);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
