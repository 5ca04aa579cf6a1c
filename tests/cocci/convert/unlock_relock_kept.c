// SPDX-License-Identifier: GPL-2.0
/* rw: the lock is dropped and taken again while the table stays mapped */
#include <linux/stub.h>

int age_then_protect(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	bool young;
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(vma->vm_mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;

	spin_lock(ptl);
	young = ptep_test_and_clear_young(vma, addr, pte);
	spin_unlock(ptl);

	/* Let those in who wait for the lock */
	cpu_relax();

	spin_lock(ptl);
	if (pte_present(ptep_get(pte)))
		ptep_set_wrprotect(vma->vm_mm, addr, pte);
	flush_tlb_page(vma, addr);
	pte_unmap_unlock(pte, ptl);
	return young;
}
