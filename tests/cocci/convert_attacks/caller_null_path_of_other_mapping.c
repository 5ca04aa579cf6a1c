// SPDX-License-Identifier: GPL-2.0
/* manual: the NULL path found is that of a later mapping in the same variable; it claims ENOMEM */
#include <linux/stub.h>

static pte_t *map_it(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp)
{
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, ptlp);
	if (!pte)
		return NULL;
	return pte;
}

pte_t *map_other(struct mm_struct *mm);

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = map_it(mm, pmd, addr, &ptl);
	if (pte) {
		spin_lock(ptl);
		set_pte_at(mm, addr, pte, v);
		pte_unmap_unlock(pte, ptl);
	}
	pte = map_other(mm);
	if (!pte)
		return -ENOMEM;
	return pte_none(*pte);
}
