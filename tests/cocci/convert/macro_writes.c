// SPDX-License-Identifier: GPL-2.0
/* rw: a macro of this file writes, in a statement expression */
#include <linux/stub.h>

#define test_and_make_old(__vma, __addr, __ptep)			\
({									\
	bool __young = pte_young(ptep_get(__ptep));			\
									\
	if (__young)							\
		set_pte_at((__vma)->vm_mm, __addr, __ptep,		\
			   pte_mkold(ptep_get(__ptep)));		\
	__young;							\
})

int sample_young(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	int young;
	pte_t *ptep;
	spinlock_t *ptl;

	ptep = pte_offset_map_nolock(vma->vm_mm, pmd, addr, &ptl);
	if (!ptep)
		return -ENOENT;
	spin_lock(ptl);
	young = test_and_make_old(vma, addr, ptep);
	pte_unmap_unlock(ptep, ptl);
	return young;
}
