// SPDX-License-Identifier: GPL-2.0
/* Another function by the name of a static one of mm/unit_part.c: no file of mm means this one. */
#include <linux/mm.h>

void unit_touch(struct mm_struct *mm, unsigned long addr, pte_t *pte)
{
	pte_none(ptep_get(pte));
}
