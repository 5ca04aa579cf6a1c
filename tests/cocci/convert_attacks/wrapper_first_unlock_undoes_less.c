// SPDX-License-Identifier: GPL-2.0
/* manual: two functions release the lock, and the first one leaves the counter raised */
#include <linux/stub.h>

static void table_lock(struct mm_struct *mm, spinlock_t *a)
{
	mm->pgtables++;
	spin_lock(a);
}

static void table_unlock_quick(struct mm_struct *mm, spinlock_t *a)
{
	spin_unlock(a);
}

static void table_unlock(struct mm_struct *mm, spinlock_t *a)
{
	spin_unlock(a);
	mm->pgtables--;
}

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	table_lock(mm, ptl);
	if (pte_none(ptep_get(pte))) {
		table_unlock_quick(mm, ptl);
		goto slow;
	}
	set_pte_at(mm, addr, pte, v);
	table_unlock(mm, ptl);
	pte_unmap(pte);
	return 0;
slow:
	mm->pgtables--;
	pte_unmap(pte);
	return 1;
}
