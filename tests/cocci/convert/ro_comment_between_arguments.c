// SPDX-License-Identifier: GPL-2.0
/* ro: a comment stands between the arguments, and stays */
#include <linux/stub.h>

pte_t read_first_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t entry = __pte(0);
	spinlock_t *ptl;
	pte_t *first;

	first = pte_offset_map_nolock(mm, pmd, addr & PMD_MASK /* entry 0 */,
				      &ptl);
	if (first) {
		entry = ptep_get(first);
		pte_unmap(first);
	}
	return entry;
}
