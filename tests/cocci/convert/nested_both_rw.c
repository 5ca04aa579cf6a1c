// SPDX-License-Identifier: GPL-2.0
/* rw: two mappings, two locks of two processes, two values to compare */
#include <linux/stub.h>

int steal_entry(struct vm_area_struct *dst_vma, struct vm_area_struct *src_vma,
		pmd_t *dst_pmd, pmd_t *src_pmd, unsigned long addr)
{
	spinlock_t *dst_ptl, *src_ptl;
	pte_t *dst, *src;

	dst = pte_offset_map_nolock(dst_vma->vm_mm, dst_pmd, addr, &dst_ptl);
	if (!dst)
		return -EAGAIN;
	src = pte_offset_map_nolock(src_vma->vm_mm, src_pmd, addr, &src_ptl);
	if (!src) {
		pte_unmap(dst);
		return -EAGAIN;
	}

	spin_lock(dst_ptl);
	spin_lock_nested(src_ptl, SINGLE_DEPTH_NESTING);
	set_pte_at(dst_vma->vm_mm, addr, dst,
		   ptep_clear_flush(src_vma, addr, src));
	spin_unlock(src_ptl);
	spin_unlock(dst_ptl);

	pte_unmap(src);
	pte_unmap(dst);
	return 0;
}
