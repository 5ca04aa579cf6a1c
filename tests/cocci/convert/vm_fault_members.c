// SPDX-License-Identifier: GPL-2.0
/* rw: pointer and lock are members of the vm_fault, which the caller keeps */
#include <linux/stub.h>

vm_fault_t fault_set_dirty(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	vm_fault_t ret = VM_FAULT_NOPAGE;

	if (vmf->flags & FAULT_FLAG_WRITE) {
		pte_t entry;

		vmf->pte = pte_offset_map_nolock(vma->vm_mm, vmf->pmd,
						 vmf->address, &vmf->ptl);
		if (unlikely(!vmf->pte))
			return VM_FAULT_RETRY;

		spin_lock(vmf->ptl);
		entry = pte_mkdirty(ptep_get(vmf->pte));
		ptep_set_access_flags(vma, vmf->address, vmf->pte, entry, 1);
		update_mmu_cache(vma, vmf->address, vmf->pte);
		pte_unmap_unlock(vmf->pte, vmf->ptl);
		vmf->pte = NULL;
		vmf->ptl = NULL;
	}
	return ret;
}
