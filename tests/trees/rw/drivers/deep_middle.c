// SPDX-License-Identifier: GPL-2.0
#include <linux/frob.h>

void deep_middle(struct mm_struct *mm, unsigned long addr, pte_t *ptep)
{
	pte_t *here = ptep;

	set_pte_at(mm, addr, here, __pte(1)); /* WRITE rw_two_files_down */
}
