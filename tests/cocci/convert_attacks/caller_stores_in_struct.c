// SPDX-License-Identifier: GPL-2.0
/* manual: the mapping and its lock were put into a struct that outlives the way out */
#include <linux/stub.h>

static pte_t *map_it(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp)
{
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, ptlp);
	if (!pte)
		return NULL;
	return pte;
}

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v, struct vm_fault *vmf)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = map_it(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	vmf->pte = pte;
	vmf->ptl = ptl;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	vmf->pte = NULL;
	vmf->ptl = NULL;
	return 0;
}
