// SPDX-License-Identifier: GPL-2.0
/* First mapped, first unmapped: kmap_local() wants it the other way round */
#include "stub.h"

int compare_two(struct mm_struct *mm, pmd_t *a_pmd, pmd_t *b_pmd,
		unsigned long a_addr, unsigned long b_addr)
{
	spinlock_t *a_ptl, *b_ptl;
	pte_t *a, *b;
	int same;

	a = pte_offset_map_ro_nolock(mm, a_pmd, a_addr, &a_ptl);
	if (!a)
		return -EAGAIN;
	b = pte_offset_map_ro_nolock(mm, b_pmd, b_addr, &b_ptl);
	if (!b) {
		pte_unmap(a);
		return -EAGAIN;
	}
	same = pte_same(ptep_get_lockless(a), ptep_get_lockless(b));
	pte_unmap(a); /* wrong 12 */
	pte_unmap(b);
	return same;
}
