/* SPDX-License-Identifier: GPL-2.0 */ /* once: where the derived lock's trylock fails the new mapping is not unmapped */
#include <linux/stub.h>

void d5(struct vm_area_struct *vma, unsigned long addr, unsigned long end)
{
	struct mm_struct *mm = vma->vm_mm;

	for (; addr < end; addr += PMD_SIZE) {
		pmd_t *pmd = mm_find_pmd(mm, addr);
		bool busy = false;
		spinlock_t *outer, *inner;
		pmd_t table;

		if (!pmd)
			continue;
		outer = pmd_lock(mm, pmd);
		inner = pte_lockptr(mm, pmd);
		if (!spin_trylock(inner)) {
			spin_unlock(outer);
			continue;
		}
		if (vma->vm_start > addr)
			busy = true;
		else
			table = pmdp_collapse_flush(vma, addr, pmd);
		spin_unlock(inner);
		spin_unlock(outer);
		if (!busy)
			pte_free_defer(mm, table);
	}
}
