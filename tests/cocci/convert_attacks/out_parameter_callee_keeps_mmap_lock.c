// SPDX-License-Identifier: GPL-2.0
/* manual: the function that maps returns with the mmap lock held where it succeeds */
#include <linux/stub.h>

static pte_t *map_it(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp)
{
	pte_t *pte;

	mmap_read_lock(mm);
	pte = pte_offset_map_nolock(mm, pmd, addr, ptlp);
	if (!pte) {
		mmap_read_unlock(mm);
		return NULL;
	}
	return pte;
}

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = map_it(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	mmap_read_unlock(mm);
	return 0;
}
