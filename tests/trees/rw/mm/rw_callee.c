// SPDX-License-Identifier: GPL-2.0
/* Writes one or more calls down. */
#include <linux/frob.h>

void rw_two_files_down(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	deep_outer(mm, addr, pte);
	pte_unmap_unlock(pte, ptl);
}

static void wipe_down(struct mm_struct *mm, unsigned long addr, pte_t *ptep,
		      int n)
{
	if (n) {
		wipe_down(mm, addr, ptep + 1, n - 1);
		return;
	}
	set_pte_at(mm, addr, ptep, __pte(0)); /* WRITE rw_recursive_writer */
}

void rw_recursive_writer(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	wipe_down(mm, addr, pte, 8);
	pte_unmap_unlock(pte, ptl);
}

static void pong(pte_t *ptep, int n);

static void ping(pte_t *ptep, int n)
{
	if (n)
		pong(ptep, n - 1);
}

static void pong(pte_t *ptep, int n)
{
	*ptep = __pte(n); /* WRITE rw_mutual_recursion */
	ping(ptep + 1, n);
}

void rw_mutual_recursion(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	ping(pte, 8);
	pte_unmap_unlock(pte, ptl);
}

static void moves_entry(pte_t *from, pte_t *to)
{
	*to = *from; /* WRITE rw_second_argument */
}

void rw_second_argument(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	pte_t scratch = __pte(0);

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	moves_entry(&scratch, pte);
	pte_unmap_unlock(pte, ptl);
}

/* The same callee, the mapping at the argument that is only read. */
void ro_first_argument(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t scratch;
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	moves_entry(pte, &scratch);
	mm->nr_ptes += pte_none(scratch);
	pte_unmap(pte);
}

/*
 * EXPECT rw_two_files_down rw: deep_outer() -> deep_middle() -> set_pte_at(), each in a file of its own
 * EXPECT rw_recursive_writer rw: the last step of the recursion writes
 * EXPECT rw_mutual_recursion rw: pong(), called by ping(), writes
 * EXPECT rw_second_argument rw: only the second pointer argument is written
 * EXPECT ro_first_argument ro: moves_entry() only reads its first argument
 */
