// SPDX-License-Identifier: GPL-2.0
/* once: the comparison itself writes the entry, before the || is evaluated */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		goto out;
	spin_lock(ptl);
	if (!pte_same(ptep_get_and_clear(mm, addr, pte), v))
		goto unlock;
	set_pte_at(mm, addr, pte, v);
unlock:
	pte_unmap_unlock(pte, ptl);
out:
	return 0;
}
