// SPDX-License-Identifier: GPL-2.0
/* rw: the callee locks and compares, with a value that may be none */
#include <linux/stub.h>

static int replace_locked(struct mm_struct *mm, unsigned long addr, pte_t *pte,
			  spinlock_t *ptl, pte_t orig, pte_t new)
{
	int err = 0;

	spin_lock(ptl);
	if (!pte_same(ptep_get(pte), orig)) {
		err = -EAGAIN;
		goto out;
	}
	set_pte_at(mm, addr, pte, new);
out:
	spin_unlock(ptl);
	return err;
}

int replace_any(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t new)
{
	pte_t *pte, orig;
	spinlock_t *ptl;
	int err;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;

	/* Whatever it is, it has to be the same when it is replaced */
	orig = ptep_get_lockless(pte);
	err = replace_locked(mm, addr, pte, ptl, orig, new);
	pte_unmap(pte);
	return err;
}
