// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>

static void unit_alone(struct mm_struct *mm, unsigned long addr, pte_t *pte)
{
	pte_none(ptep_get(pte));
}

void unit_alone_is_used(struct mm_struct *mm, unsigned long addr, pte_t *pte)
{
	unit_alone(mm, addr, pte);
}
