// SPDX-License-Identifier: GPL-2.0
/* guard: the callee that locks compares with a value that is not none */
#include <linux/stub.h>

static bool swap_in_place(struct mm_struct *mm, unsigned long addr, pte_t *ptep,
			  pte_t orig, pte_t new, spinlock_t *ptl)
{
	bool same;

	spin_lock(ptl);
	same = pte_same(ptep_get(ptep), orig);
	if (!same)
		goto out;
	set_pte_at(mm, addr, ptep, new);
out:
	spin_unlock(ptl);
	return same;
}

int restore_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		  pte_t new)
{
	pte_t *ptep, old;
	spinlock_t *ptl;
	int ret = -EBUSY;

	ptep = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!ptep)
		return -EAGAIN;
	old = ptep_get_lockless(ptep);
	if (is_swap_pte(old) && swap_in_place(mm, addr, ptep, old, new, ptl))
		ret = 0;
	pte_unmap(ptep);
	return ret;
}
