// SPDX-License-Identifier: GPL-2.0
/* manual: the callee that locks cannot tell its caller that it did nothing */
#include <linux/stub.h>

static void store_locked(struct mm_struct *mm, unsigned long addr, pte_t *ptep,
			 spinlock_t *ptl, pte_t val)
{
	spin_lock(ptl);
	set_pte_at(mm, addr, ptep, val);
	spin_unlock(ptl);
}

int store_and_count(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		    pte_t val)
{
	spinlock_t *ptl;
	pte_t *ptep;

	ptep = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!ptep)
		return -EAGAIN;
	store_locked(mm, addr, ptep, ptl, val);
	inc_mm_counter(mm, MM_ANONPAGES);
	pte_unmap(ptep);
	return 0;
}
