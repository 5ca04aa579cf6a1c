// SPDX-License-Identifier: GPL-2.0
/* rw: the second argument is an element of an array in a struct */
#include <linux/stub.h>

struct pmd_batch {
	struct mm_struct *mm;
	unsigned long base;
	int nr;
	pmd_t *pmds[8];
};

int batch_write_entry(struct pmd_batch *batch, int n, pte_t entry)
{
	unsigned long addr = batch->base + n * PMD_SIZE;
	spinlock_t *ptl;
	pte_t *pte;

	if (n >= batch->nr)
		return -EINVAL;

	pte = pte_offset_map_nolock(batch->mm, batch->pmds[n], addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	set_pte_at(batch->mm, addr, pte, entry);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
