// SPDX-License-Identifier: GPL-2.0
/* rw: the label unmaps what is mapped, so only the lock is left to undo */
#include <linux/stub.h>

int harden_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte = NULL, entry;
	spinlock_t *ptl;
	int err;

	mmap_read_lock(mm);

	if (pmd_none(pmdp_get_lockless(pmd))) {
		err = -ENOENT;
		goto out;
	}

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte) {
		err = -EAGAIN;
		goto out;
	}

	entry = ptep_get_lockless(pte);
	if (!pte_present(entry)) {
		err = -EFAULT;
		goto out;
	}

	spin_lock(ptl);
	ptep_set_wrprotect(mm, addr, pte);
	spin_unlock(ptl);
	flush_tlb_mm(mm);
	err = 0;
out:
	if (pte)
		pte_unmap(pte);
	mmap_read_unlock(mm);
	return err;
}
