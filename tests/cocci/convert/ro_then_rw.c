// SPDX-License-Identifier: GPL-2.0
/* ro and rw: the source is only read, the destination is written */
#include <linux/stub.h>

int duplicate_entry(struct mm_struct *dst_mm, struct mm_struct *src_mm,
		    pmd_t *dst_pmd, pmd_t *src_pmd, unsigned long addr)
{
	pte_t *src_pte, *dst_pte, entry;
	spinlock_t *src_ptl;
	spinlock_t *dst_ptl;

	src_pte = pte_offset_map_nolock(src_mm, src_pmd, addr, &src_ptl);
	if (!src_pte)
		return -ENOENT;

	spin_lock(src_ptl);
	entry = ptep_get(src_pte);
	spin_unlock(src_ptl);
	pte_unmap(src_pte);
	if (!pte_present(entry))
		return -EFAULT;

	dst_pte = pte_offset_map_nolock(dst_mm, dst_pmd, addr, &dst_ptl);
	if (!dst_pte)
		return -EAGAIN;
	spin_lock(dst_ptl);
	set_pte_at(dst_mm, addr, dst_pte, pte_wrprotect(entry));
	pte_unmap_unlock(dst_pte, dst_ptl);
	return 0;
}
