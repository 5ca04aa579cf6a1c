// SPDX-License-Identifier: GPL-2.0
/* Right: what is stored is the values that were read, and the mapping ends here */
#include "stub.h"

struct entry_info {
	pte_t pte;
	bool young, dirty;
};

int describe_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		   struct entry_info *info)
{
	spinlock_t *ptl;
	pte_t *ptep = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);

	if (!ptep)
		return -ENOENT;
	spin_lock(ptl);
	info->pte = ptep_get(ptep);
	info->young = pte_young(info->pte);
	info->dirty = pte_dirty(*ptep);
	pte_unmap_unlock(ptep, ptl);
	return 0;
}
