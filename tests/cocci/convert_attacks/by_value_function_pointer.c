// SPDX-License-Identifier: GPL-2.0
/* manual: ops->pause(cpu) is a function pointer */
#include <linux/stub.h>

struct ops { void (*pause)(int cpu); void (*resume)(int cpu); };

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v, const struct ops *ops, int cpu)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	ops->pause(cpu);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	ops->resume(cpu);
	return 0;
}
