// SPDX-License-Identifier: GPL-2.0
/* rw: the lock is taken by a small function, and has a partner to drop it */
#include <linux/stub.h>

static inline void lock_second(spinlock_t *ptl)
{
	/* The caller holds another lock of this class */
	spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);
}

static inline void unlock_second(spinlock_t *ptl)
{
	spin_unlock(ptl);
}

int clear_alias(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	struct mm_struct *mm = vma->vm_mm;
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -ENOENT;
	lock_second(ptl);
	ptep_clear_flush(vma, addr, pte);
	unlock_second(ptl);
	pte_unmap(pte);
	return 0;
}
