// SPDX-License-Identifier: GPL-2.0
/* rw and ro: while the written table is locked another one is only looked at */
#include <linux/stub.h>

int adopt_protection(struct mm_struct *mm, pmd_t *pmd, pmd_t *model,
		     unsigned long addr)
{
	spinlock_t *ptl, *model_ptl;
	pte_t *pte, *ref;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	ref = pte_offset_map_nolock(mm, model, addr + PMD_SIZE, &model_ptl);
	if (!ref) {
		pte_unmap(pte);
		return -ENOENT;
	}

	spin_lock(ptl);
	if (!pte_write(ptep_get_lockless(ref)))
		ptep_set_wrprotect(mm, addr, pte);
	spin_unlock(ptl);

	pte_unmap(ref);
	pte_unmap(pte);
	return 0;
}
