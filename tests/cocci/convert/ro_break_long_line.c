// SPDX-License-Identifier: GPL-2.0
/* ro: the call was on one line, and the longer name no longer fits it */
#include <linux/stub.h>

struct table_cursor {
	struct vm_area_struct *vma;
	unsigned long addr;
	pmd_t *pmd;
};

int cursor_peek(struct table_cursor *cur, pte_t *entryp)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(cur->vma->vm_mm, cur->pmd, cur->addr, &ptl);
	if (!pte)
		return -ENOENT;

	*entryp = ptep_get_lockless(pte);
	pte_unmap(pte);
	return 0;
}
