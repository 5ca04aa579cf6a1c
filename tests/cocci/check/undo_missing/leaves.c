// SPDX-License-Identifier: GPL-2.0
/* undo_missing: the branch of the recheck that fails leaves something behind */
#include "stub.h"

int bad_nothing_undone(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return 0;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) { /* found: ERROR: where the table is another one the lock is still taken on line @A, and the mapping is still there on line @A */
		flush_tlb_mm(mm);
		return -EAGAIN; /* @A */
	}
	pte_clear(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
	return 0;
}

int bad_label_too_late(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	int ret = -EAGAIN;
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		goto out;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) /* found: ERROR: where the table is another one the lock is still taken on line @B */
		goto unmap;
	pte_clear(mm, addr, pte);
	ret = 0;
	spin_unlock(ptl);
unmap:
	pte_unmap(pte);
out:
	return ret; /* @B */
}

void bad_retry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

again:
	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl); /* @C */
	if (!pte)
		return;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) { /* found: ERROR: where the table is another one the lock is still taken on line @C */
		pte_unmap(pte);
		goto again;
	}
	pte_clear(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
}

/* Held under the lock of the pmd entry only: there is no other to drop */
int good_pmd_lock(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl, *pml;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return 0;
	pml = pmd_lock(mm, pmd);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		spin_unlock(pml);
		pte_unmap(pte);
		return -EAGAIN;
	}
	pmd_clear(pmd);
	spin_unlock(pml);
	pte_unmap(pte);
	return 0;
}

int good_ladder(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	int ret = -EAGAIN;
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return ret;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd)))
		goto unlock;
	pte_clear(mm, addr, pte);
	ret = 0;
unlock:
	spin_unlock(ptl);
	if (pte)
		pte_unmap(pte);
	return ret;
}
