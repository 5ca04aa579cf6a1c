// SPDX-License-Identifier: GPL-2.0
/* Three sites that only read, each in another dress. */
#include <linux/mm.h>

int reads_plain(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	int ret;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return 0;
	ret = pte_none(ptep_get(pte));
	pte_unmap(pte);
	return ret;
}

int reads_in_block(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	int n = 0;

	for (; addr; addr -= PAGE_SIZE) {
		pte_t *pte = pte_offset_map_nolock(mm, pmd, addr,
						   &ptl);

		if (!pte)
			continue;
		n += pte_none(ptep_get(pte));
		pte_unmap(pte);
	}
	return n;
}

int reads_with_comment(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	int ret;

	pte = pte_offset_map_nolock(mm, pmd, /* keep me */ addr, &ptl);
	if (!pte)
		return 0;
	ret = pte_none(ptep_get(pte));
	pte_unmap(pte);
	return ret;
}
