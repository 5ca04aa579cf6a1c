// SPDX-License-Identifier: GPL-2.0
/* Included by all.c */

static void own_part(struct mm_struct *mm, unsigned long addr, pte_t *entry)
{
	pte_clear(mm, addr, entry);
}
