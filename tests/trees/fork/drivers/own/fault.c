// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>

struct own_fault {
	struct mm_struct *mm;
	pmd_t *pmd;
	unsigned long addr;
	pte_t *entry;
	spinlock_t *ptl;
};

static bool own_map_fault(struct own_fault *fault)
{
	fault->entry = pte_offset_map_nolock(fault->mm, fault->pmd, fault->addr, &fault->ptl);
	return fault->entry != NULL;
}

int own_fault(struct own_fault *fault)
{
	if (!own_map_fault(fault))
		return -EAGAIN;
	spin_lock(fault->ptl);
	set_pte_at(fault->mm, fault->addr, fault->entry, __pte(0));
	pte_unmap_unlock(fault->entry, fault->ptl);
	return 0;
}
