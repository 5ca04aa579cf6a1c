// SPDX-License-Identifier: GPL-2.0
/*
 * Right: what stays in the vm_fault is what stays there on every other way out,
 * and nobody looks at it after a fault that is retried.
 */
#include "stub.h"

vm_fault_t make_writable(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	pte_t entry;
	pmd_t pmdval;

	vmf->pte = pte_offset_map_rw_nolock(vma->vm_mm, vmf->pmd, vmf->address,
					    &pmdval, &vmf->ptl);
	if (unlikely(!vmf->pte))
		return VM_FAULT_RETRY;
	spin_lock(vmf->ptl);
	if (unlikely(!pmd_same(pmdval, pmdp_get_lockless(vmf->pmd)))) {
		pte_unmap_unlock(vmf->pte, vmf->ptl);
		return VM_FAULT_RETRY;
	}
	entry = ptep_get(vmf->pte);
	if (pte_present(entry))
		set_pte_at(vma->vm_mm, vmf->address, vmf->pte,
			   pte_mkwrite(entry));
	pte_unmap_unlock(vmf->pte, vmf->ptl);
	return 0;
}
