// SPDX-License-Identifier: GPL-2.0
/* manual: entries cleared by set_pte_at(0) and write-protected are not flushed */
#include <linux/stub.h>

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, __pte(0));
	ptep_set_wrprotect(mm, addr, pte + 1);
	spin_unlock(ptl);
	cpu_relax();
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	flush_tlb_mm(mm);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
