// SPDX-License-Identifier: GPL-2.0
/* manual: vmf.pmd points to a local copy of the entry */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pmd_t copy = pmdp_get_lockless(pmd);
	struct vm_fault vmf = { .address = addr, .pmd = &copy };

	pte = pte_offset_map_nolock(mm, vmf.pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
