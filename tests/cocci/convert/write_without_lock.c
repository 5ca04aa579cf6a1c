// SPDX-License-Identifier: GPL-2.0
/* manual: an entry is written and no lock is taken */
#include <linux/stub.h>

int reset_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	/* The process is not running yet */
	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -ENOENT;
	pte_clear(mm, addr, pte);
	pte_unmap(pte);
	return 0;
}
