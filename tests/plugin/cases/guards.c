// SPDX-License-Identifier: GPL-2.0
/* What is a recheck, too: an entry known not to be none, a lock held since before. */
#include "pgtable.h"

int good_pte_same(SITE)
{
	spinlock_t *ptl;
	pmd_t dummy;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &dummy, &ptl);
	pte_t old;

	if (!pte)
		return -1;
	old = ptep_get_lockless(pte);
	if (!pte_present(old))
		goto unmap;
	spin_lock(ptl);
	if (pte_same(ptep_get(pte), old))
		set_pte_at(mm, addr, pte, new);
	spin_unlock(ptl);
unmap:
	pte_unmap(pte);
	return 0;
}

int bad_pte_same_on_none(SITE)
{
	spinlock_t *ptl;
	pmd_t dummy;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &dummy, &ptl);
	pte_t old;

	if (!pte)
		return -1;
	old = ptep_get(pte);
	if (!pte_none(old))
		goto unmap;
	spin_lock(ptl);
	if (pte_same(old, ptep_get(pte)))
		set_pte_at(mm, addr, pte, new); /* refuted: recheck: known to be none */
	spin_unlock(ptl);
unmap:
	pte_unmap(pte);
	return 0;
}

/* Nothing says what old is */
int unsure_pte_same(SITE, pte_t old)
{
	spinlock_t *ptl;
	pmd_t dummy;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &dummy, &ptl);

	if (!pte)
		return -1;
	spin_lock(ptl);
	if (pte_same(old, ptep_get(pte)))
		set_pte_at(mm, addr, pte, new); /* unknown: recheck: may be none */
	pte_unmap_unlock(pte, ptl);
	return 0;
}

int bad_pte_same_early(SITE)
{
	spinlock_t *ptl;
	pmd_t dummy;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &dummy, &ptl);
	pte_t old;

	if (!pte)
		return -1;
	old = ptep_get(pte);
	if (pte_none(old) || !pte_same(ptep_get(pte), old))
		goto unmap;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, new); /* refuted: recheck: without the table's lock */
	spin_unlock(ptl);
unmap:
	pte_unmap(pte);
	return 0;
}

int good_held(SITE, pmd_t *other)
{
	spinlock_t *ptl, *other_ptl;
	pte_t *other_pte, *pte;
	pmd_t pmdval;
	int ret = -1;

	other_pte = pte_offset_map_lock(mm, other, addr, &other_ptl);
	if (!other_pte)
		return ret;
	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		goto unlock;
	if (ptl != other_ptl) {
		spin_lock_nested(ptl, 1);
		if (!pmd_same(pmdval, pmdp_get_lockless(pmd)))
			goto both;
	}
	set_pte_at(mm, addr, pte, new);
	ret = 0;
both:
	if (ptl != other_ptl)
		spin_unlock(ptl);
	pte_unmap(pte);
unlock:
	pte_unmap_unlock(other_pte, other_ptl);
	return ret;
}

int bad_held_since_the_map(SITE, spinlock_t *other)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);

	if (!pte)
		return -1;
	spin_lock(other);
	if (ptl != other)
		spin_lock(ptl);
	set_pte_at(mm, addr, pte, new); /* refuted: recheck: no recheck on this path */
	if (ptl != other)
		spin_unlock(ptl);
	spin_unlock(other);
	pte_unmap(pte);
	return 0;
}

int good_pmd_lock(SITE)
{
	spinlock_t *pml = pmd_lock(mm, pmd), *ptl;
	pmd_t pmdval;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);

	if (!pte)
		goto out;
	if (ptl != pml)
		spin_lock_nested(ptl, 1);
	pte_unmap(pte);
	pmdp_collapse_flush(mm, addr, pmd);
	if (ptl != pml)
		spin_unlock(ptl);
out:
	spin_unlock(pml);
	return 0;
}

int bad_table_removed(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);

	if (!pte)
		return -1;
	spin_lock(ptl);
	pte_unmap(pte);
	pmdp_collapse_flush(mm, addr, pmd); /* refuted: recheck: the table is taken out */
	spin_unlock(ptl);
	return 0;
}

/* The switch goes to its default only with another number */
int good_switch(SITE, int how)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return -1;
	spin_lock(ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(pmd)))
		how = -1;
	switch (how) {
	case -1:
		break;
	case 0:
		set_pte_at(mm, addr, pte, new);
		break;
	default:
		set_pte_at(mm, addr + how, pte, new);
		break;
	}
	pte_unmap_unlock(pte, ptl);
	return 0;
}

/* Read under the lock and present: what is detached has none entries only */
int good_present_entry(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte, was;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return -1;
	spin_lock(ptl);
	was = ptep_get(pte);
	if (pte_present(was) && pte_same(ptep_get(pte), was))
		set_pte_at(mm, addr, pte, new);
	pte_unmap_unlock(pte, ptl);
	return 0;
}

/* Both read under the lock: they are equal whatever table it is */
int bad_entry_with_itself(SITE)
{
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return -1;
	spin_lock(ptl);
	if (pte_same(ptep_get(pte), ptep_get(pte)))
		set_pte_at(mm, addr, pte, new); /* refuted: recheck: compares a value with itself *//* refuted: pmdval: with itself */
	pte_unmap_unlock(pte, ptl);
	return 0;
}
