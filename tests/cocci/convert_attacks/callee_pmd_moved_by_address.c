/* SPDX-License-Identifier: GPL-2.0 */ /* once: pmd is moved through its address between the map and the callee's lock */
#include <linux/stub.h>

static void next_table(pmd_t **pmdp)
{
	(*pmdp)++;
}

static int move_locked(struct mm_struct *mm, unsigned long addr, pte_t *pte,
		       spinlock_t *ptl, pte_t old)
{
	spin_lock(ptl);
	if (!pte_same(ptep_get(pte), old)) {
		spin_unlock(ptl);
		return -EAGAIN;
	}
	set_pte_at(mm, addr, pte, __pte(0));
	spin_unlock(ptl);
	return 0;
}

int t8(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t old)
{
	spinlock_t *ptl;
	pte_t *pte;
	int ret;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	if (pte_none(old))
		old = ptep_get(pte);
	next_table(&pmd);
	ret = move_locked(mm, addr, pte, ptl, old);
	pte_unmap(pte);
	if (pmd_none(pmdp_get_lockless(pmd)))
		return -ENOENT;
	return ret;
}
