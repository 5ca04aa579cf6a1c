// SPDX-License-Identifier: GPL-2.0
/* rw: an output operand of inline assembly is the only write */
#include <linux/stub.h>

static inline void entry_publish(pte_t *ptep)
{
	__asm__ __volatile__("" : "+m" (*ptep) : : "memory");
}

int publish_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *ptep;

	ptep = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!ptep)
		return -EAGAIN;

	spin_lock(ptl);
	entry_publish(ptep);
	spin_unlock(ptl);
	pte_unmap(ptep);
	return 0;
}
