// SPDX-License-Identifier: GPL-2.0
#include <linux/mm.h>
#include <asm/own.h>

int own_check(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	int none;

	pte = own_map_at(mm, pmd, addr, &ptl);
	if (!pte)
		return -ENOENT;
	none = pte_none(ptep_get(pte));
	pte_unmap(pte);
	return none;
}

bool own_has(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	return OWN_HAS_TABLE(mm, pmd, addr);
}
