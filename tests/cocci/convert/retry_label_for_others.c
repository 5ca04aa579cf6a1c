// SPDX-License-Identifier: GPL-2.0
/* rw: a retry label stands further up, but NULL is reported, not retried */
#include <linux/stub.h>

int replace_entry(struct vm_area_struct *vma, unsigned long addr, pte_t want,
		  pte_t new)
{
	struct mm_struct *mm = vma->vm_mm;
	int tries = 0;
	pmd_t *pmd;

retry:
	pmd = mm_find_pmd(mm, addr);
	if (!pmd)
		return -EFAULT;

	do {
		spinlock_t *ptl;
		pte_t *pte;

		pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
		if (!pte)
			return -EAGAIN;

		spin_lock(ptl);
		if (pte_present(ptep_get(pte))) {
			ptep_clear_flush(vma, addr, pte);
			set_pte_at(mm, addr, pte, new);
			pte_unmap_unlock(pte, ptl);
			return 0;
		}
		pte_unmap_unlock(pte, ptl);
		cond_resched();
		if (tries++ == 8)
			goto retry;
	} while (tries < 16);
	return -EBUSY;
}
