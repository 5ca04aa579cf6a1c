// SPDX-License-Identifier: GPL-2.0
/* Users of mappings that mm/member.c leaves in a structure. */
#include <linux/walks.h>

void far_user(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	struct far_walk walk = { .mm = mm, .pmd = pmd, .addr = addr };

	if (!far_walk_map(&walk))
		return;
	set_pte_at(mm, addr, walk.pte, __pte(0)); /* WRITE far_walk_map */
	pte_unmap_unlock(walk.pte, walk.ptl);
}

int near_reader(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	struct read_walk walk = { .mm = mm, .pmd = pmd, .addr = addr };
	int ret;

	if (!read_walk_map(&walk))
		return 0;
	ret = pte_present(ptep_get(walk.pte));
	pte_unmap(walk.pte);
	return ret;
}
