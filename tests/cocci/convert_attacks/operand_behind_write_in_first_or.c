// SPDX-License-Identifier: GPL-2.0
/* once: an operand before the recheck clears the young bit */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v, struct vm_area_struct *vma)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		goto out;
	spin_lock(ptl);
	if (ptep_test_and_clear_young(vma, addr, pte) || !pte_same(ptep_get(pte), v))
		goto unlock;
	set_pte_at(mm, addr, pte, v);
unlock:
	pte_unmap_unlock(pte, ptl);
out:
	return 0;
}
