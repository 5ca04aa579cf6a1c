// SPDX-License-Identifier: GPL-2.0
/* rw: the label unlocks by a flag, which is not yet set at the recheck */
#include <linux/stub.h>

int wrprotect_some(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, int nr)
{
	bool locked = false;
	int i, err = 0;
	pte_t *ptes;
	spinlock_t *ptl;

	ptes = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!ptes) {
		err = -EAGAIN;
		goto out;
	}
	if (pte_none(ptep_get_lockless(ptes))) {
		err = -ENOENT;
		goto out;
	}

	spin_lock(ptl);
	locked = true;
	for (i = 0; i < nr; i++) {
		if (!pte_present(ptep_get(&ptes[i]))) {
			err = -EFAULT;
			goto out;
		}
		ptep_set_wrprotect(mm, addr + i * PAGE_SIZE, &ptes[i]);
	}
out:
	if (locked)
		spin_unlock(ptl);
	if (ptes)
		pte_unmap(ptes);
	return err;
}
