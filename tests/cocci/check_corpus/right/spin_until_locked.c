// SPDX-License-Identifier: GPL-2.0
/* Right: the lock is tried until it is had; then the table is looked at, in a switch */
#include "stub.h"

int change_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, int how)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;
	int ret = 0;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return -ENOENT;
	while (!spin_trylock(ptl))
		cpu_relax();
	if (!pmd_same(pmdval, pmdp_get(pmd)))
		how = -1;
	switch (how) {
	case -1:
		ret = -EAGAIN;
		break;
	case 0:
		set_pte_at(mm, addr, pte, pte_mkold(ptep_get(pte)));
		break;
	default:
		set_pte_at(mm, addr, pte, pte_mkclean(ptep_get(pte)));
		break;
	}
	pte_unmap_unlock(pte, ptl);
	return ret;
}
