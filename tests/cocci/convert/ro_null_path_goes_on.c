// SPDX-License-Identifier: GPL-2.0
/* ro: the function goes on where there is no table, which is no trouble here */
#include <linux/stub.h>

bool range_is_empty(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		    unsigned long end)
{
	bool empty = true;
	unsigned long next;

	for (; addr != end && empty; pmd++, addr = next) {
		spinlock_t *ptl;
		pte_t *pte, *p;

		next = pmd_addr_end(addr, end);
		pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
		if (!pte)
			continue;
		spin_lock(ptl);
		for (p = pte; p < pte + (next - addr) / PAGE_SIZE; p++)
			empty &= pte_none(ptep_get(p));
		pte_unmap_unlock(pte, ptl);
	}
	return empty;
}
