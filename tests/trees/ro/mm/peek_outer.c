// SPDX-License-Identifier: GPL-2.0
#include <linux/peek.h>

int peek_outer(struct mm_struct *mm, pte_t *ptep)
{
	if (!mm)
		return 0;
	return peek_inner(ptep);
}
