// SPDX-License-Identifier: GPL-2.0
/* rw: in a loop over tables, a busy one is left out, and so is a missing one */
#include <linux/stub.h>

int age_tables(struct vm_area_struct *vma, pmd_t *pmd)
{
	unsigned long addr = vma->vm_start, next;
	int aged = 0;

	for (; addr < vma->vm_end; addr = next, pmd++) {
		spinlock_t *ptl;
		pte_t *pte;

		next = pmd_addr_end(addr, vma->vm_end);
		pte = pte_offset_map_nolock(vma->vm_mm, pmd, addr, &ptl);
		if (!pte)
			continue;
		if (!spin_trylock(ptl)) {
			pte_unmap(pte);
			continue;
		}
		aged += ptep_test_and_clear_young(vma, addr, pte);
		spin_unlock(ptl);
		pte_unmap(pte);
	}

	return aged;
}
