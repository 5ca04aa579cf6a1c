// SPDX-License-Identifier: GPL-2.0
/* rw: the buffer frees itself when the scope ends, also on the new way out */
#include <linux/stub.h>

int save_and_clear(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
		   int nr)
{
	unsigned long *pfns __free(kfree) = kmalloc(nr * sizeof(*pfns),
							GFP_KERNEL);
	spinlock_t *ptl;
	pte_t *ptes;
	int i, present = 0;

	if (!pfns)
		return -ENOMEM;

	ptes = pte_offset_map_nolock(vma->vm_mm, pmd, addr, &ptl);
	if (!ptes)
		return -EAGAIN;

	spin_lock(ptl);
	for (i = 0; i < nr; i++, addr += PAGE_SIZE) {
		pte_t old = ptep_clear_flush(vma, addr, ptes + i);

		pfns[i] = pte_pfn(old);
		present += pte_present(old);
	}
	pte_unmap_unlock(ptes, ptl);

	for (i = 0; i < nr; i++)
		if (!pfns[i])
			return -EFAULT;
	return present;
}
