// SPDX-License-Identifier: GPL-2.0
/* Right: one table after the other; a changed one is left out, undone as any other */
#include "stub.h"

unsigned long age_tables(struct vm_area_struct *vma, pmd_t *pmd,
			 unsigned long addr, unsigned long end)
{
	unsigned long next, skipped = 0;

	for (; addr < end; addr = next, pmd++) {
		spinlock_t *ptl;
		pmd_t entry;
		pte_t *pte;

		next = pmd_addr_end(addr, end);
		pte = pte_offset_map_rw_nolock(vma->vm_mm, pmd, addr, &entry,
					       &ptl);
		if (!pte) {
			skipped++;
			continue;
		}
		spin_lock(ptl);
		if (unlikely(!pmd_same(entry, pmdp_get_lockless(pmd)))) {
			spin_unlock(ptl);
			pte_unmap(pte);
			skipped++;
			continue;
		}
		ptep_test_and_clear_young(vma, addr, pte);
		spin_unlock(ptl);
		pte_unmap(pte);
	}
	return skipped;
}
