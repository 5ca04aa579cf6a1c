// SPDX-License-Identifier: GPL-2.0
pte_t *bad_null(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp)
{
	return pte_offset_map_rw_nolock(mm, pmd, addr, NULL, ptlp); /* reported */
}
