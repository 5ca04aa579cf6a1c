// SPDX-License-Identifier: GPL-2.0
/* rw: mapping and lock in a struct on the stack, and a callee that writes */
#include <linux/stub.h>

struct cursor {
	struct mm_struct *mm;
	pmd_t *pmd;
	pte_t *pte;
	spinlock_t *ptl;
};

static void cursor_fill(struct cursor *c, unsigned long addr, pte_t val, int nr)
{
	while (nr--) {
		set_pte_at(c->mm, addr, c->pte, val);
		c->pte++;
		addr += PAGE_SIZE;
	}
}

int fill_table(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t val,
	       int nr)
{
	struct cursor c = { .mm = mm, .pmd = pmd };

	c.pte = pte_offset_map_nolock(mm, c.pmd, addr, &c.ptl);
	if (!c.pte)
		return -EAGAIN;

	spin_lock(c.ptl);
	cursor_fill(&c, addr, val, nr);
	pte_unmap_unlock(c.pte - 1, c.ptl);
	return 0;
}
