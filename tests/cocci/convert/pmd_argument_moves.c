// SPDX-License-Identifier: GPL-2.0
/* manual: the pmd argument has a side effect, so it cannot be written twice */
#include <linux/stub.h>

int protect_tables(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		   unsigned long end)
{
	for (; addr < end; addr += PMD_SIZE) {
		spinlock_t *ptl;
		pte_t *pte;

		pte = pte_offset_map_nolock(mm, pmd++, addr, &ptl);
		if (!pte)
			return -EAGAIN;
		spin_lock(ptl);
		ptep_set_wrprotect(mm, addr, pte);
		pte_unmap_unlock(pte, ptl);
	}
	return 0;
}
