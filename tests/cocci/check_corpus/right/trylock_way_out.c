// SPDX-License-Identifier: GPL-2.0
/* Right: a lock that isn't had needs no unlock, but the mapping an unmap */
#include "stub.h"

bool try_make_clean(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	bool done = false;
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return false;
	if (!spin_trylock(ptl))
		goto unmap;
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd)))
		goto unlock;
	set_pte_at(mm, addr, pte, pte_mkclean(ptep_get(pte)));
	done = true;
unlock:
	spin_unlock(ptl);
unmap:
	pte_unmap(pte);
	return done;
}
