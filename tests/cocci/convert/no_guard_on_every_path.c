// SPDX-License-Identifier: GPL-2.0
/* rw: only with one flag is the value known not to be none */
#include <linux/stub.h>

#define WRITE_STRICT	1

int overwrite_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		    pte_t val, unsigned int flags)
{
	int ret = -EAGAIN;
	spinlock_t *ptl;
	pte_t *pte;
	pte_t old;

	mmap_read_lock(mm);
	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		goto out;

	old = ptep_get_lockless(pte);
	if ((flags & WRITE_STRICT) && pte_none(old)) {
		ret = -ENOENT;
		goto unmap;
	}

	spin_lock(ptl);
	if (unlikely(!pte_same(ptep_get(pte), old)))
		goto unlock;
	set_pte_at(mm, addr, pte, val);
	ret = 0;
unlock:
	spin_unlock(ptl);
unmap:
	pte_unmap(pte);
out:
	mmap_read_unlock(mm);
	return ret;
}
