// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>

struct own_ops {
	void (*visit)(struct mm_struct *mm, unsigned long addr, pte_t *entry);
	int (*pmd_entry)(struct mm_struct *mm, pmd_t *pmd, unsigned long addr);
};

void own_visit(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, const struct own_ops *ops)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	ops->visit(mm, addr, pte);
	pte_unmap(pte);
}

static int own_pmd_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return 0;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, __pte(0));
	pte_unmap_unlock(pte, ptl);
	return 0;
}

const struct own_ops own_walk_ops = {
	.pmd_entry = own_pmd_entry,
};
