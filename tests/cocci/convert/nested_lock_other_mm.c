// SPDX-License-Identifier: GPL-2.0
/* rw: two tables of two processes, the first one locked before the map */
#include <linux/stub.h>

int share_range(struct vm_area_struct *dst_vma, struct vm_area_struct *src_vma,
		pmd_t *dst_pmd, pmd_t *src_pmd, unsigned long addr,
		unsigned long end)
{
	struct mm_struct *dst_mm = dst_vma->vm_mm;
	struct mm_struct *src_mm = src_vma->vm_mm;
	pte_t *orig_src_pte, *orig_dst_pte;
	pte_t *src_pte, *dst_pte;
	spinlock_t *src_ptl, *dst_ptl;
	int ret = 0;

	dst_pte = pte_alloc_map_lock(dst_mm, dst_pmd, addr, &dst_ptl);
	if (!dst_pte) {
		ret = -ENOMEM;
		goto out;
	}
	src_pte = pte_offset_map_nolock(src_mm, src_pmd, addr, &src_ptl);
	if (!src_pte) {
		pte_unmap_unlock(dst_pte, dst_ptl);
		ret = -EAGAIN;
		goto out;
	}
	spin_lock_nested(src_ptl, SINGLE_DEPTH_NESTING);
	orig_src_pte = src_pte;
	orig_dst_pte = dst_pte;
	arch_enter_lazy_mmu_mode();

	do {
		if (pte_none(ptep_get(src_pte)))
			continue;
		/* Both sides lose the right to write */
		ptep_set_wrprotect(src_mm, addr, src_pte);
		set_pte_at(dst_mm, addr, dst_pte, ptep_get(src_pte));
	} while (dst_pte++, src_pte++, addr += PAGE_SIZE, addr != end);

	arch_leave_lazy_mmu_mode();
	pte_unmap_unlock(orig_src_pte, src_ptl);
	pte_unmap_unlock(orig_dst_pte, dst_ptl);
	cond_resched();
out:
	return ret;
}
