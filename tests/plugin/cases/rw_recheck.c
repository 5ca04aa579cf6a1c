// SPDX-License-Identifier: GPL-2.0
/* An rw mapping is written with the table rechecked since its lock was taken. */
#include "pgtable.h"

int good_after_lock(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);

	if (!pte)
		return -1;
	spin_lock(ptl);
	if (unlikely(!pmd_same(pmdval, pmdp_get_lockless(pmd)))) {
		pte_unmap_unlock(pte, ptl);
		return -1;
	}
	set_pte_at(mm, addr, pte, new);
	pte_unmap_unlock(pte, ptl);
	return 0;
}

/* Other words for the same: positive test, plain read, value kept in a variable */
int good_positive(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval, now;
	pte_t *pte, *at;
	int ret = -1;
	bool same;

again:
	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (pte) {
		spin_lock_nested(ptl, 1);
		now = *(volatile pmd_t *)pmd;
		same = pmd_same(now, pmdval);
		if (same) {
			for (at = pte; at < pte + 4; at++)
				*at = new;
			ret = 0;
		}
		spin_unlock(ptl);
		pte_unmap(pte);
		if (!same)
			goto again;
	}
	return ret;
}

int good_trylock(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);

	if (!pte)
		return -1;
	if (!spin_trylock(ptl))
		goto unmap;
	if (pmd_same(pmdval, pmdp_get_lockless(pmd)))
		set_pte_at(mm, addr, pte + 1, new);
	spin_unlock(ptl);
unmap:
	pte_unmap(pte);
	return 0;
}

int good_relock(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	int i;

	if (!pte)
		return -1;
	for (i = 0; i < 4; i++) {
		spin_lock(ptl);
		if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
			spin_unlock(ptl);
			break;
		}
		set_pte_at(mm, addr, pte + i, new);
		spin_unlock(ptl);
	}
	pte_unmap(pte);
	return 0;
}

int bad_none(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);

	if (!pte)
		return -1;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, new); /* refuted: recheck: no recheck on this path */
	pte_unmap_unlock(pte, ptl);
	return 0;
}

int bad_one_path(SITE, int sure)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);

	if (!pte)
		return -1;
	spin_lock(ptl);
	if (!sure && !pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		pte_unmap_unlock(pte, ptl);
		return -1;
	}
	set_pte_at(mm, addr, pte, new); /* refuted: recheck: no recheck on this path */
	pte_unmap_unlock(pte, ptl);
	return 0;
}

int bad_before_lock(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);

	if (!pte)
		return -1;
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd))) {
		pte_unmap(pte);
		return -1;
	}
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, new); /* refuted: recheck: without the table's lock */
	pte_unmap_unlock(pte, ptl);
	return 0;
}

int bad_lock_on_one_branch(SITE, int locked)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);

	if (!pte)
		return -1;
	if (locked)
		spin_lock(ptl);
	if (pmd_same(pmdval, pmdp_get_lockless(pmd)))
		set_pte_at(mm, addr, pte, new); /* refuted: recheck: without the table's lock */
	if (locked)
		spin_unlock(ptl);
	pte_unmap(pte);
	return 0;
}

int bad_read_before_lock(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval, now;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);

	if (!pte)
		return -1;
	now = pmdp_get_lockless(pmd);
	spin_lock(ptl);
	if (pmd_same(pmdval, now))
		set_pte_at(mm, addr, pte, new); /* refuted: recheck: read before the lock */
	pte_unmap_unlock(pte, ptl);
	return 0;
}

int bad_relock(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);

	if (!pte)
		return -1;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd)))
		goto out;
	set_pte_at(mm, addr, pte, new);
	spin_unlock(ptl);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, new); /* refuted: recheck: lost by an unlock */
out:
	pte_unmap_unlock(pte, ptl);
	return 0;
}

int bad_negated(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);

	if (!pte)
		return -1;
	spin_lock(ptl);
	if (pmd_same(pmdval, pmdp_get_lockless(pmd)))
		goto out;
	*pte = new; /* refuted: recheck: no recheck on this path */
out:
	pte_unmap_unlock(pte, ptl);
	return 0;
}
