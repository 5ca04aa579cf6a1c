// SPDX-License-Identifier: GPL-2.0
/* once: the declaration has to stand before the label (gcc before 11 refuses;
 * clang before 18, too)
 */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	while (addr) {
		pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
		if (!pte)
			return 0;
		spin_lock(ptl);
		set_pte_at(mm, addr, pte, v);
		pte_unmap_unlock(pte, ptl);
		addr -= PAGE_SIZE;
	}
	return 1;
}
