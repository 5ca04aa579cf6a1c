// SPDX-License-Identifier: GPL-2.0
/*
 * The wrapper takes no lock where the tables have none of their own.
 *
 * Not by SmPL alone: that table_lock() may be empty stands outside of the
 * function, and both branches of an #ifdef look like one file to SmPL.
 */
#include "stub.h"

#ifdef SPLIT_PTLOCKS
static inline void table_lock(spinlock_t *ptl)
{
	spin_lock(ptl);
}

static inline void table_unlock(spinlock_t *ptl)
{
	spin_unlock(ptl);
}
#else
static inline void table_lock(spinlock_t *ptl) {}
static inline void table_unlock(spinlock_t *ptl) {}
#endif

int clean_one(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	int ret = -EAGAIN;
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return ret;
	table_lock(ptl);
	if (pmd_same(pmdval, pmdp_get_lockless(pmd))) { /* wrong 4 */
		set_pte_at(mm, addr, pte, pte_mkclean(ptep_get(pte)));
		ret = 0;
	}
	table_unlock(ptl);
	pte_unmap(pte);
	return ret;
}
