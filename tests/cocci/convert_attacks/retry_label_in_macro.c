// SPDX-License-Identifier: GPL-2.0
/* once: the macro has a label of that name */
#include <linux/stub.h>

#define SPIN(mm)	do { again: if (!(mm)->pgtables) goto again; } while (0)

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return 0;
	spin_lock(ptl);
	SPIN(mm);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
