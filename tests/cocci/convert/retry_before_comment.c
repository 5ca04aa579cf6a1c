// SPDX-License-Identifier: GPL-2.0
/* rw: the comment belongs to the call, so the new label stands before both */
#include <linux/stub.h>

bool unshare_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long address)
{
	pte_t *pte;
	spinlock_t *ptl;
	bool writable;

	/*
	 * The caller has another table mapped and locked, so the nested lock
	 * has to be taken by hand.
	 */
	pte = pte_offset_map_nolock(mm, pmd, address, &ptl);
	if (!pte)
		return false;
	spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);

	writable = pte_write(ptep_get(pte));
	ptep_set_wrprotect(mm, address, pte);

	pte_unmap_unlock(pte, ptl);
	return writable;
}
