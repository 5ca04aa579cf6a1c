// SPDX-License-Identifier: GPL-2.0
/* manual: the mapping may have been unmapped and reset before the lock */
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

	pte = map_it(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	if (!pte_present(ptep_get(pte))) {
		pte_unmap(pte);
		pte = NULL;
	}
	spin_lock(ptl);
	if (pte)
		set_pte_at(mm, addr, pte, v);
	spin_unlock(ptl);
	if (pte)
		pte_unmap(pte);
	return 0;
}
