// SPDX-License-Identifier: GPL-2.0
/* once: the caller's label unmaps the mapping if it is set: it would be unmapped twice */
#include <linux/stub.h>

static pte_t *map_it(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp)
{
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, ptlp);
	if (!pte)
		return NULL;
	return pte;
}

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;
	int ret = -EAGAIN;

	pte = map_it(mm, pmd, addr, &ptl);
	if (!pte)
		goto out;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	spin_unlock(ptl);
	ret = 0;
out:
	if (pte)
		pte_unmap(pte);
	return ret;
}
