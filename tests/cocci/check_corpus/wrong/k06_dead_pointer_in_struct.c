// SPDX-License-Identifier: GPL-2.0
/*
 * The lock is forgotten, but the mapping that ended stays in the vm_fault, and
 * is ended again by who finds it there.
 */
#include "stub.h"

static vm_fault_t fault_map(struct vm_fault *vmf)
{
	pmd_t pmdval;

	vmf->pte = pte_offset_map_rw_nolock(vmf->vma->vm_mm, vmf->pmd,
					    vmf->address, &pmdval, &vmf->ptl);
	if (!vmf->pte)
		return VM_FAULT_RETRY;
	spin_lock(vmf->ptl);
	if (!pmd_same(pmdval, pmdp_get_lockless(vmf->pmd))) {
		spin_unlock(vmf->ptl);
		pte_unmap(vmf->pte); /* wrong 6 */
		vmf->ptl = NULL;
		return VM_FAULT_RETRY;
	}
	return 0;
}

vm_fault_t fault_dirty(struct vm_fault *vmf)
{
	vm_fault_t ret = fault_map(vmf);

	if (!ret)
		set_pte_at(vmf->vma->vm_mm, vmf->address, vmf->pte,
			   pte_mkdirty(ptep_get(vmf->pte)));
	if (vmf->ptl)
		spin_unlock(vmf->ptl);
	if (vmf->pte)
		pte_unmap(vmf->pte);
	return ret;
}
