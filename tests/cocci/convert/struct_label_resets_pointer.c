// SPDX-License-Identifier: GPL-2.0
/* rw: the label unmaps by the member, which must not be reset before it */
#include <linux/stub.h>

struct probe {
	struct mm_struct *mm;
	unsigned long addr;
	pte_t *pte;
	spinlock_t *ptl;
};

int probe_arm(struct probe *probe, pmd_t *pmd, pte_t trap)
{
	int err;

	mmap_read_lock(probe->mm);
	probe->pte = pte_offset_map_nolock(probe->mm, pmd, probe->addr,
					   &probe->ptl);
	if (!probe->pte) {
		err = -EAGAIN;
		goto out;
	}
	spin_lock(probe->ptl);
	set_pte_at(probe->mm, probe->addr, probe->pte, trap);
	spin_unlock(probe->ptl);
	probe->ptl = NULL;
	err = 0;
out:
	if (probe->pte) {
		pte_unmap(probe->pte);
		probe->pte = NULL;
	}
	mmap_read_unlock(probe->mm);
	return err;
}
