// SPDX-License-Identifier: GPL-2.0
/* manual: a function with no body in sight gets the mapping */
#include <linux/stub.h>

long arch_inspect_entry(struct mm_struct *mm, unsigned long addr, pte_t *ptep);

long inspect(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *ptep;
	long ret;

	ptep = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!ptep)
		return -ENOENT;
	spin_lock(ptl);
	ret = arch_inspect_entry(mm, addr, ptep);
	pte_unmap_unlock(ptep, ptl);
	return ret;
}
