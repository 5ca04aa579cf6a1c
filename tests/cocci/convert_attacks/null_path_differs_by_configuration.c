// SPDX-License-Identifier: GPL-2.0
/* manual: the NULL path is another in another configuration */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
#ifdef CONFIG_DEBUG
	if (!pte)
		return -EINVAL;
#else
	if (!pte)
		return -EAGAIN;
#endif
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
