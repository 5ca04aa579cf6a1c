// SPDX-License-Identifier: GPL-2.0
/* rw: the struct is the caller's, so nothing released may stay in it */
#include <linux/stub.h>

struct table_walk {
	struct vm_area_struct *vma;
	unsigned long address;
	pmd_t *pmd;
	pte_t *pte;
	spinlock_t *ptl;
};

static int walk_map(struct table_walk *walk)
{
	walk->pte = pte_offset_map_nolock(walk->vma->vm_mm, walk->pmd,
					  walk->address, &walk->ptl);
	if (!walk->pte)
		return -EAGAIN;
	spin_lock(walk->ptl);
	return 0;
}

static void walk_done(struct table_walk *walk)
{
	if (walk->ptl)
		spin_unlock(walk->ptl);
	if (walk->pte)
		pte_unmap(walk->pte);
	walk->ptl = NULL;
	walk->pte = NULL;
}

int walk_clear_young(struct table_walk *walk)
{
	int ret;

	walk->ptl = NULL;
	ret = walk_map(walk);
	if (!ret)
		ret = ptep_test_and_clear_young(walk->vma, walk->address,
						walk->pte);
	walk_done(walk);
	return ret;
}
