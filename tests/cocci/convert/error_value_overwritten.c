// SPDX-License-Identifier: GPL-2.0
/* manual: the value that the way out returns says success at the lock */
#include <linux/stub.h>

int commit_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		 pte_t val)
{
	int ret = -EAGAIN;
	spinlock_t *ptl;
	pte_t *ptep;

	mmap_read_lock(mm);
	ptep = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!ptep)
		goto out;

	ret = pte_none(ptep_get_lockless(ptep)) ? 0 : 1;
	spin_lock(ptl);
	set_pte_at(mm, addr, ptep, val);
	pte_unmap_unlock(ptep, ptl);
out:
	mmap_read_unlock(mm);
	return ret;
}
