// SPDX-License-Identifier: GPL-2.0
/* Callees of the same unit lock, compare, write, unlock and unmap. */
#include "pgtable.h"

static bool lock_two(spinlock_t *a, spinlock_t *b)
{
	if (a > b) {
		spinlock_t *other = a;

		a = b;
		b = other;
	}
	spin_lock(a);
	if (a == b)
		return false;
	spin_lock_nested(b, 1);
	return true;
}

static void unlock_two(spinlock_t *a, spinlock_t *b)
{
	spin_unlock(a);
	if (a != b)
		spin_unlock(b);
}

static bool is_in_place(pmd_t *pmd, pmd_t val)
{
	return pmd_same(val, pmdp_get_lockless(pmd));
}

static int move(struct mm_struct *mm, unsigned long addr, pte_t *dst, pte_t *src,
		spinlock_t *dst_ptl, spinlock_t *src_ptl, pmd_t *dst_pmd, pmd_t dst_val,
		pmd_t *src_pmd, pmd_t src_val)
{
	lock_two(dst_ptl, src_ptl);
	if (!is_in_place(dst_pmd, dst_val) || !is_in_place(src_pmd, src_val)) {
		unlock_two(dst_ptl, src_ptl);
		return -1;
	}
	set_pte_at(mm, addr, dst, ptep_get(src));
	src->pte = 0;
	unlock_two(dst_ptl, src_ptl);
	return 0;
}

int good_two_callees(struct mm_struct *mm, pmd_t *src, pmd_t *dst, unsigned long addr)
{
	spinlock_t *src_ptl, *dst_ptl;
	pte_t *src_pte, *dst_pte = NULL;
	pmd_t src_val, dst_val;
	int ret = -1;

	src_pte = pte_offset_map_rw_nolock(mm, src, addr, &src_val, &src_ptl);
	if (!src_pte)
		goto out;
	dst_pte = pte_offset_map_rw_nolock(mm, dst, addr, &dst_val, &dst_ptl);
	if (!dst_pte)
		goto out;
	ret = move(mm, addr, dst_pte, src_pte, dst_ptl, src_ptl, dst, dst_val, src, src_val);
out:
	if (dst_pte)
		pte_unmap(dst_pte);
	if (src_pte)
		pte_unmap(src_pte);
	return ret;
}

/* Outputs through parameters, as a wrapper does */
static pte_t *map(SITE, pmd_t *val, spinlock_t **ptlp)
{
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, val, ptlp);

	if (pte)
		spin_lock(*ptlp);
	return pte;
}

int good_wrapper(SITE)
{
	spinlock_t *lock;
	pmd_t val;
	pte_t *pte = map(mm, pmd, addr, new, &val, &lock);

	if (!pte)
		return -1;
	if (is_in_place(pmd, val))
		set_pte_at(mm, addr, pte, new);
	pte_unmap_unlock(pte, lock);
	return 0;
}

int bad_wrapper_without_recheck(SITE)
{
	spinlock_t *lock;
	pmd_t val;
	pte_t *pte = map(mm, pmd, addr, new, &val, &lock);

	if (!pte)
		return -1;
	set_pte_at(mm, addr, pte, new); /* refuted: recheck: no recheck on this path */
	pte_unmap_unlock(pte, lock);
	return 0;
}

static void give_up(pte_t *pte, spinlock_t *ptl)
{
	spin_unlock(ptl);
	pte_unmap(pte); /* refuted: unmap: unmapped twice */
}

int bad_callee_unmaps(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);

	if (!pte)
		return -1;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd)))
		pte_unmap(pte);
	else
		set_pte_at(mm, addr, pte, new);
	give_up(pte, ptl);
	return 0;
}

/* Takes no lock in this configuration: somebody else has to hold one */
static void lock_it(spinlock_t *ptl)
{
}

int unsure_empty_lock(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);

	if (!pte)
		return -1;
	lock_it(ptl);
	if (pmd_same(pmdval, pmdp_get_lockless(pmd)))
		set_pte_at(mm, addr, pte, new); /* unknown: recheck: empty here */
	pte_unmap(pte);
	return 0;
}

/* Unlocked and locked again inside of the callee */
static void breathe(spinlock_t *ptl)
{
	spin_unlock(ptl);
	spin_lock(ptl);
}

int bad_relock_in_callee(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);

	if (!pte)
		return -1;
	spin_lock(ptl);
	if (pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		breathe(ptl);
		set_pte_at(mm, addr, pte, new); /* refuted: recheck: lost by an unlock */
	}
	pte_unmap_unlock(pte, ptl);
	return 0;
}

/* The lesser one of two: it isn't known which that is */
int unsure_lesser(struct mm_struct *mm, pmd_t *src, pmd_t *dst, unsigned long addr, pte_t new)
{
	spinlock_t *src_ptl, *dst_ptl, *first;
	pte_t *src_pte, *dst_pte;
	pmd_t src_val, dst_val;

	src_pte = pte_offset_map_rw_nolock(mm, src, addr, &src_val, &src_ptl);
	if (!src_pte)
		return -1;
	dst_pte = pte_offset_map_rw_nolock(mm, dst, addr, &dst_val, &dst_ptl);
	if (!dst_pte)
		goto out;
	first = src_ptl < dst_ptl ? src_ptl : dst_ptl;
	spin_lock(first);
	if (pmd_same(src_val, pmdp_get_lockless(src)))
		set_pte_at(mm, addr, src_pte, new); /* unknown: recheck: without the table's lock */
	spin_unlock(first);
	pte_unmap(dst_pte);
out:
	pte_unmap(src_pte);
	return 0;
}

/* What a macro reads is read anew, and two tests of it have two outcomes only by that */
extern volatile int mode;
#define LIMIT (mode ? 4096UL : 8192UL)

int unsure_by_macro(SITE)
{
	pte_t *pte = 0;

	if (addr < LIMIT)
		pte = pte_offset_map(pmd, addr);
	if (!pte)
		return 0;
	if (addr < LIMIT)
		pte_unmap(pte);
	return 1;
} /* unknown: unmap: still mapped at the return; if a callee changed what was tested */
