// SPDX-License-Identifier: GPL-2.0
/* manual: the mapping is kept in a global for others to write through */
#include <linux/stub.h>

pte_t *fixmap_slot;
spinlock_t *fixmap_lock;

int fixmap_open(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -ENOENT;

	fixmap_slot = pte;
	fixmap_lock = ptl;
	return 0;
}
