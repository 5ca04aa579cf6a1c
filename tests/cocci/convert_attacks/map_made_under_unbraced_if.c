// SPDX-License-Identifier: GPL-2.0
/* once: another map is made under an if without braces, and unmapped always */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v, pmd_t *pmd2)
{
	spinlock_t *ptl;
	pte_t *pte;
	spinlock_t *ql;
	pte_t *q;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	q = NULL;
	if (addr)
		q = pte_offset_map_nolock(mm, pmd2, addr, &ql);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	spin_unlock(ptl);
	if (q)
		pte_unmap(q);
	pte_unmap(pte);
	return 0;
}
