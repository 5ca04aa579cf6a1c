/* SPDX-License-Identifier: GPL-2.0 */ /* once: the derived way out misses the semaphore released between lock and unlock */
#include <linux/stub.h>

void d1(struct vm_area_struct *vma, unsigned long addr, unsigned long end)
{
	struct mm_struct *mm = vma->vm_mm;

	for (; addr < end; addr += PMD_SIZE) {
		pmd_t *pmd = mm_find_pmd(mm, addr);
		bool busy = false;
		spinlock_t *outer, *inner;
		pmd_t table;

		if (!pmd)
			continue;
		mmap_read_lock(mm);
		outer = pmd_lock(mm, pmd);
		inner = pte_lockptr(mm, pmd);
		if (inner != outer)
			spin_lock_nested(inner, SINGLE_DEPTH_NESTING);
		if (vma->vm_start > addr)
			busy = true;
		else
			table = pmdp_collapse_flush(vma, addr, pmd);
		mmap_read_unlock(mm);
		if (inner != outer)
			spin_unlock(inner);
		spin_unlock(outer);
		if (!busy)
			pte_free_defer(mm, table);
	}
}
