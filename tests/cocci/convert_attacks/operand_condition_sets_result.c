// SPDX-License-Identifier: GPL-2.0
/* once: the condition assigns the value that is returned: 0 where only the table changed */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	int ret = -EAGAIN;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		goto out;
	spin_lock(ptl);
	if ((ret = !pte_same(ptep_get(pte), v)))
		goto unlock;
	set_pte_at(mm, addr, pte, v);
unlock:
	pte_unmap_unlock(pte, ptl);
out:
	return ret;
}
