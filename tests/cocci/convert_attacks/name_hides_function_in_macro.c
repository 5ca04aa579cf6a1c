// SPDX-License-Identifier: GPL-2.0
/* once: a macro that is used in the function calls a function pmdval() */
#include <linux/stub.h>

static inline unsigned long pmdval(pmd_t p)
{
	return p.pmd;
}
#define table_pfn(p)	(pmdval(*(p)) >> PAGE_SHIFT)

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	mm->pgtables += table_pfn(pmd);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
