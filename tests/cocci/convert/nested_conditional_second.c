// SPDX-License-Identifier: GPL-2.0
/* rw: the lock that may be the same one is taken after both maps, not before */
#include <linux/stub.h>

int copy_within(struct mm_struct *mm, pmd_t *to_pmd, pmd_t *from_pmd,
		unsigned long to, unsigned long from)
{
	pte_t *to_pte, *from_pte;
	spinlock_t *to_ptl, *from_ptl;

	to_pte = pte_offset_map_nolock(mm, to_pmd, to, &to_ptl);
	if (!to_pte)
		return -EAGAIN;
	from_pte = pte_offset_map_nolock(mm, from_pmd, from, &from_ptl);
	if (!from_pte) {
		pte_unmap(to_pte);
		return -EAGAIN;
	}

	spin_lock(to_ptl);
	if (from_ptl != to_ptl)
		spin_lock_nested(from_ptl, SINGLE_DEPTH_NESTING);

	ptep_set_wrprotect(mm, from, from_pte);
	set_pte_at(mm, to, to_pte, ptep_get(from_pte));

	if (from_ptl != to_ptl)
		spin_unlock(from_ptl);
	spin_unlock(to_ptl);
	pte_unmap(from_pte);
	pte_unmap(to_pte);
	return 0;
}
