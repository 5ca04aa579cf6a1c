// SPDX-License-Identifier: GPL-2.0
static void unit_deep(struct mm_struct *mm, unsigned long addr, pte_t *pte)
{
	pte_clear(mm, addr, pte);
}
