/* SPDX-License-Identifier: GPL-2.0 */ /* once: the caller's struct holds a pointer to a copy */
#include <linux/stub.h>

static int l4(struct vm_fault *vmf, pte_t val)
{
	struct mm_struct *mm = vmf->vma->vm_mm;
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, vmf->pmd, vmf->address, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	set_pte_at(mm, vmf->address, pte, val);
	pte_unmap_unlock(pte, ptl);
	return 0;
}

int l4_top(struct vm_area_struct *vma, pmd_t *pmdp, unsigned long addr)
{
	pmd_t copy = pmdp_get_lockless(pmdp);
	struct vm_fault vmf = {
		.vma = vma,
		.address = addr,
		.pmd = &copy,
	};

	return l4(&vmf, __pte(0));
}
