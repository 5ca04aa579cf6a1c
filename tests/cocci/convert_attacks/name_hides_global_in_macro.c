// SPDX-License-Identifier: GPL-2.0
/* once: a macro that is used in the function stores to a global pmdval */
#include <linux/stub.h>

extern pmd_t pmdval;
#define remember(pmdp)	WRITE_ONCE(pmdval, pmdp_get_lockless(pmdp))

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	remember(pmd);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
