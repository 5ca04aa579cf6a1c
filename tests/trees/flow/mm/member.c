// SPDX-License-Identifier: GPL-2.0
/* Mappings kept in a structure. */
#include <linux/walks.h>

void ro_callee_always_drops(struct drop_walk *w)
{
	w->pte = pte_offset_map_nolock(w->mm, w->pmd, w->addr, &w->ptl);
	if (!w->pte)
		return;
	drop_then_write(w); /* USE ro_callee_always_drops */
}

void rw_callee_drops_sometimes(struct some_walk *w)
{
	w->pte = pte_offset_map_nolock(w->mm, w->pmd, w->addr, &w->ptl);
	if (!w->pte)
		return;
	drop_sometimes_then_write(w);
}

/* Returns with w->pte mapped: who called writes, in another file. */
int far_walk_map(struct far_walk *w)
{
	w->pte = pte_offset_map_nolock(w->mm, w->pmd, w->addr, &w->ptl);
	if (!w->pte)
		return 0;
	spin_lock(w->ptl);
	return 1;
}

int read_walk_map(struct read_walk *w)
{
	w->pte = pte_offset_map_nolock(w->mm, w->pmd, w->addr, &w->ptl);
	return w->pte != NULL;
}

void rw_nested_member(struct outer_walk *w, pmd_t *pmd, unsigned long addr)
{
	w->in.pte = pte_offset_map_nolock(w->mm, pmd, addr, &w->in.ptl);
	if (!w->in.pte)
		return;
	spin_lock(w->in.ptl);
	set_pte_at(w->mm, addr, w->in.pte, __pte(0)); /* WRITE rw_nested_member */
	pte_unmap_unlock(w->in.pte, w->in.ptl);
}

/*
 * EXPECT ro_callee_always_drops ro: drop_then_write() unmaps w->pte on every path before it maps again and writes
 * EXPECT rw_callee_drops_sometimes rw: drop_sometimes_then_write() reaches its write with the old mapping
 * EXPECT far_walk_map rw: drivers/far_user.c writes through far_walk.pte
 * EXPECT read_walk_map ro|manual: drivers/far_user.c, the only user, reads read_walk.pte and unmaps it
 * EXPECT rw_nested_member rw: the nested member is written in the same function
 */
