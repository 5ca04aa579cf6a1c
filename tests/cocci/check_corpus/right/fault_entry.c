// SPDX-License-Identifier: GPL-2.0
/*
 * Right: a none entry leaves before the lock; what is compared under it is not
 * none. The lock and the mapping in the vm_fault are dropped together.
 */
#include "stub.h"

vm_fault_t touch_entry(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	pmd_t dummy;

	vmf->pte = pte_offset_map_rw_nolock(vma->vm_mm, vmf->pmd, vmf->address,
					    &dummy, &vmf->ptl);
	if (!vmf->pte)
		return 0;
	vmf->orig_pte = ptep_get_lockless(vmf->pte);
	if (pte_none(vmf->orig_pte)) {
		pte_unmap(vmf->pte);
		vmf->pte = NULL;
		return VM_FAULT_SIGBUS;
	}
	spin_lock(vmf->ptl);
	if (unlikely(!pte_same(ptep_get(vmf->pte), vmf->orig_pte)))
		goto unlock;
	if (ptep_set_access_flags(vma, vmf->address, vmf->pte,
				  pte_mkyoung(vmf->orig_pte),
				  vmf->flags & FAULT_FLAG_WRITE))
		update_mmu_cache(vma, vmf->address, vmf->pte);
unlock:
	pte_unmap_unlock(vmf->pte, vmf->ptl);
	return 0;
}
