// SPDX-License-Identifier: GPL-2.0
/* manual: the tail itself goes to a label before it, which unmaps */
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
done:
	if (pte)
		pte_unmap(pte);
	return ret;

fail:
	ret = -EAGAIN;
	goto done;
}
