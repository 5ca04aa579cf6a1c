// SPDX-License-Identifier: GPL-2.0
/* guard: the value that is compared is present, which no none entry is */
#include <linux/stub.h>

int break_cow(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
	      struct folio *new)
{
	struct mm_struct *mm = vma->vm_mm;
	pte_t *ptep, oldpte;
	int err = -EFAULT;
	spinlock_t *ptl;

	ptep = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!ptep)
		goto out;

	oldpte = ptep_get_lockless(ptep);
	if (!pte_present(oldpte))
		goto out_unmap;

	spin_lock(ptl);
	if (!pte_same(oldpte, ptep_get(ptep))) {
		err = -EAGAIN;
		goto out_unlock;
	}
	ptep_clear_flush(vma, addr, ptep);
	set_pte_at(mm, addr, ptep, mk_pte(new, vma->vm_page_prot));
	err = 0;
out_unlock:
	spin_unlock(ptl);
out_unmap:
	pte_unmap(ptep);
out:
	return err;
}
