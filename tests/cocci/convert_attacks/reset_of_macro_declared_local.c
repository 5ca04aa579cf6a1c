// SPDX-License-Identifier: GPL-2.0
/* manual: pte and ptl are declared by a macro and taken for globals */
#include <linux/stub.h>

#define DECLARE_MAP(p, l)	pte_t *p; spinlock_t *l

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	DECLARE_MAP(pte, ptl);

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
