// SPDX-License-Identifier: GPL-2.0
/* rw: the value that is compared is none, which proves nothing */
#include <linux/stub.h>

int fill_destination(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		     pte_t val)
{
	pte_t *dst_pte, orig_dst_pte;
	spinlock_t *dst_ptl;

	dst_pte = pte_offset_map_nolock(mm, pmd, addr, &dst_ptl);
	if (!dst_pte)
		return -EAGAIN;

	orig_dst_pte = ptep_get_lockless(dst_pte);
	if (!pte_none(orig_dst_pte)) {
		pte_unmap(dst_pte);
		return -EEXIST;
	}

	spin_lock(dst_ptl);
	if (!pte_same(ptep_get(dst_pte), orig_dst_pte)) {
		pte_unmap_unlock(dst_pte, dst_ptl);
		return -EAGAIN;
	}
	set_pte_at(mm, addr, dst_pte, val);
	pte_unmap_unlock(dst_pte, dst_ptl);
	return 0;
}
