// SPDX-License-Identifier: GPL-2.0
/* manual: local_irq_save(flags) disables interrupts */
#include <linux/stub.h>

unsigned long arch_irq_save(void);
void arch_irq_restore(unsigned long flags);
#define local_irq_save(flags)	do { flags = arch_irq_save(); } while (0)
#define local_irq_restore(flags)	arch_irq_restore(flags)

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;
	unsigned long flags;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	local_irq_save(flags);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	local_irq_restore(flags);
	return 0;
}
