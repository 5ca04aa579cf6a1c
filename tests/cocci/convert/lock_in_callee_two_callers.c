// SPDX-License-Identifier: GPL-2.0
/* rw: the callee that locks is called in two places of two functions */
#include <linux/stub.h>

static int fill_hole(struct vm_area_struct *vma, unsigned long addr,
		     pte_t *ptep, spinlock_t *ptl, pte_t old, pte_t fill)
{
	spin_lock(ptl);
	if (unlikely(!pte_same(old, ptep_get(ptep)))) {
		spin_unlock(ptl);
		return -EAGAIN;
	}
	set_pte_at(vma->vm_mm, addr, ptep, fill);
	update_mmu_cache(vma, addr, ptep);
	spin_unlock(ptl);
	return 0;
}

int fill_once(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
	      pte_t fill)
{
	int ret = -EEXIST;
	spinlock_t *ptl;
	pte_t *ptep, old;

	ptep = pte_offset_map_nolock(vma->vm_mm, pmd, addr, &ptl);
	if (!ptep)
		return -EAGAIN;
	old = ptep_get_lockless(ptep);
	if (pte_none(old))
		ret = fill_hole(vma, addr, ptep, ptl, old, fill);
	pte_unmap(ptep);
	return ret;
}

int fill_empty(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
	       pte_t fill)
{
	pte_t *ptep;
	spinlock_t *ptl;
	int filled = 0;

	ptep = pte_offset_map_nolock(vma->vm_mm, pmd, addr, &ptl);
	if (!ptep)
		return -EAGAIN;
	if (!fill_hole(vma, addr, ptep, ptl, __pte(0), fill))
		filled++;
	pte_unmap(ptep);
	return filled;
}
