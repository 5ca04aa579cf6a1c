// SPDX-License-Identifier: GPL-2.0
#include <linux/frob.h>

void deep_outer(struct mm_struct *mm, unsigned long addr, pte_t *ptep)
{
	if (pte_none(ptep_get(ptep)))
		deep_middle(mm, addr, ptep);
}
