// SPDX-License-Identifier: GPL-2.0
/* rw: pte_same() guards the first lock, and nothing guards the second one */
#include <linux/stub.h>

int protect_then_age(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte, seen;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(vma->vm_mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	seen = ptep_get_lockless(pte);
	if (pte_none(seen)) {
		pte_unmap(pte);
		return -ENOENT;
	}

	spin_lock(ptl);
	if (!pte_same(ptep_get(pte), seen)) {
		pte_unmap_unlock(pte, ptl);
		return -EAGAIN;
	}
	ptep_set_wrprotect(vma->vm_mm, addr, pte);
	flush_tlb_page(vma, addr);
	spin_unlock(ptl);

	cpu_relax();

	spin_lock(ptl);
	ptep_test_and_clear_young(vma, addr, pte);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
