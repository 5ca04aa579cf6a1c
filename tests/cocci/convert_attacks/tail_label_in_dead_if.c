// SPDX-License-Identifier: GPL-2.0
/* once: behind the label's own block the mapping is unmapped */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;
	int ret = 0;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		goto fail;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	spin_unlock(ptl);
	if (0) {
fail:
		ret = -EAGAIN;
	}
	if (pte)
		pte_unmap(pte);
	return ret;
}
