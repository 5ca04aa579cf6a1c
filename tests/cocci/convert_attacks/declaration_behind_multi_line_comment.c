// SPDX-License-Identifier: GPL-2.0
/* manual: a comment goes on behind the declaration: the new one lands in it */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	pte_t *pte;
	spinlock_t *other,
		   *ptl; /* of the
			  * table */

	other = NULL; (void)other;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
