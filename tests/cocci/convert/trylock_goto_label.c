// SPDX-License-Identifier: GPL-2.0
/* rw: the way out of the trylock unmaps at a label, which NULL never goes to */
#include <linux/stub.h>

int try_zap_one(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	int ret = -EBUSY;
	pte_t *pte;
	spinlock_t *ptl;

	mmap_read_lock(mm);
	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte) {
		ret = -EAGAIN;
		goto unlock_mm;
	}
	if (!spin_trylock(ptl))
		goto unmap;

	pte_clear(mm, addr, pte);
	spin_unlock(ptl);
	flush_tlb_mm(mm);
	ret = 0;
unmap:
	pte_unmap(pte);
unlock_mm:
	mmap_read_unlock(mm);
	return ret;
}
