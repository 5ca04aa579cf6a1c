// SPDX-License-Identifier: GPL-2.0
/* Right: what the struct held is unmapped where the table changed, and mapped again */
#include "stub.h"

struct cursor {
	struct mm_struct *mm;
	pmd_t *pmd;
	unsigned long addr;
	pte_t *pte;
	spinlock_t *ptl;
};

static bool cursor_map(struct cursor *c)
{
	spinlock_t *ptl;
	pmd_t was;

again:
	c->pte = pte_offset_map_rw_nolock(c->mm, c->pmd, c->addr, &was, &ptl);
	if (!c->pte)
		return false;
	if (pte_none(ptep_get(c->pte)))
		return false;
	spin_lock(ptl);
	if (unlikely(!pmd_same(was, pmdp_get_lockless(c->pmd)))) {
		pte_unmap_unlock(c->pte, ptl);
		goto again;
	}
	c->ptl = ptl;
	return true;
}

static void cursor_done(struct cursor *c)
{
	if (c->pte)
		pte_unmap(c->pte);
	if (c->ptl)
		spin_unlock(c->ptl);
	c->ptl = NULL;
	c->pte = NULL;
}

void cursor_clear(struct cursor *c)
{
	if (cursor_map(c))
		pte_clear(c->mm, c->addr, c->pte);
	cursor_done(c);
}
