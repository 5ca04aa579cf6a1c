// SPDX-License-Identifier: GPL-2.0
/* rw: the write is a bit operation on the pointer, cast to another type */
#include <linux/stub.h>

#define ENTRY_SOFT_BIT	58

int tag_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EFAULT;
	spin_lock(ptl);
	set_bit(ENTRY_SOFT_BIT % (8 * sizeof(long)), (unsigned long *)pte);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
