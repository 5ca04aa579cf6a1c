// SPDX-License-Identifier: GPL-2.0
/* Callees that let go of the mapping they are given in a structure. */
#include <linux/walks.h>

static int unmap_same(struct drop_walk *w, pte_t orig)
{
	int same = pte_same(ptep_get(w->pte), orig);

	pte_unmap(w->pte);
	w->pte = NULL;
	return same;
}

void drop_then_write(struct drop_walk *w)
{
	if (!unmap_same(w, __pte(0)))
		return;
	w->pte = pte_offset_map_lock(w->mm, w->pmd, w->addr, &w->ptl);
	if (!w->pte)
		return;
	set_pte_at(w->mm, w->addr, w->pte, __pte(0));
	pte_unmap_unlock(w->pte, w->ptl);
}

void drop_sometimes_then_write(struct some_walk *w)
{
	if (pte_none(ptep_get(w->pte))) {
		pte_unmap(w->pte);
		w->pte = pte_offset_map_lock(w->mm, w->pmd, w->addr, &w->ptl);
		if (!w->pte)
			return;
	} else {
		spin_lock(w->ptl);
	}
	set_pte_at(w->mm, w->addr, w->pte, __pte(0)); /* WRITE rw_callee_drops_sometimes */
	pte_unmap_unlock(w->pte, w->ptl);
}
