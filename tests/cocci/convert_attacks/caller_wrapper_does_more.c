// SPDX-License-Identifier: GPL-2.0
/* once: the caller's wrapper does more than lock; a plain unlock does not undo it */
#include <linux/stub.h>

static pte_t *map_it(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp)
{
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, ptlp);
	if (!pte)
		return NULL;
	return pte;
}

static void table_lock(struct mm_struct *mm, spinlock_t *ptl)
{
	rcu_read_lock();
	mm->pgtables++;
	spin_lock(ptl);
}

static void table_unlock(struct mm_struct *mm, spinlock_t *ptl)
{
	spin_unlock(ptl);
	mm->pgtables--;
	rcu_read_unlock();
}

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = map_it(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	table_lock(mm, ptl);
	set_pte_at(mm, addr, pte, v);
	table_unlock(mm, ptl);
	pte_unmap(pte);
	return 0;
}
