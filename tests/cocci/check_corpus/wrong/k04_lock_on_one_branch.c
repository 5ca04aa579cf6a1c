// SPDX-License-Identifier: GPL-2.0
/* The lock is taken for a shared area only; the recheck and the write are not */
#include "stub.h"

int write_protect(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr)
{
	bool shared = vma->vm_flags & VM_SHARED;
	int ret = -EAGAIN;
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(vma->vm_mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return ret;
	if (shared)
		spin_lock(ptl);
	if (pmd_same(pmdval, pmdp_get_lockless(pmd))) { /* wrong 4 */
		ptep_set_wrprotect(vma->vm_mm, addr, pte);
		ret = 0;
	}
	if (shared)
		spin_unlock(ptl);
	pte_unmap(pte);
	return ret;
}
