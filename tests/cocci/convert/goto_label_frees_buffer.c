// SPDX-License-Identifier: GPL-2.0
/* rw: the label undoes what was done before the map, and nothing of the map */
#include <linux/stub.h>

int replace_range(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
		  unsigned int nr, pte_t first)
{
	pte_t *old, *pte;
	spinlock_t *ptl;
	unsigned int i;
	int err = 0;

	old = kmalloc(nr * sizeof(*old), GFP_KERNEL);
	if (!old)
		return -ENOMEM;

	pte = pte_offset_map_nolock(vma->vm_mm, pmd, addr, &ptl);
	if (!pte) {
		err = -EAGAIN;
		goto free_old;
	}

	spin_lock(ptl);
	for (i = 0; i < nr; i++)
		old[i] = ptep_get(pte + i);
	set_ptes(vma->vm_mm, addr, pte, first, nr);
	pte_unmap_unlock(pte, ptl);

	for (i = 0; i < nr; i++)
		if (pte_present(old[i]))
			flush_tlb_page(vma, addr + i * PAGE_SIZE);
free_old:
	kfree(old);
	return err;
}
