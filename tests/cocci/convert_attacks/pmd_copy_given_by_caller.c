// SPDX-License-Identifier: GPL-2.0
/* once: the only caller gives the address of a copy of the entry */
#include <linux/stub.h>

static int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	return 0;
}

int outer(struct mm_struct *mm, pmd_t *table, unsigned long addr, pte_t v)
{
	pmd_t copy = pmdp_get_lockless(table);

	return touch(mm, &copy, addr, v);
}
