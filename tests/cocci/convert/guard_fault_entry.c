// SPDX-License-Identifier: GPL-2.0
/* guard: the entry is a copy of the vm_fault's, which is not none by then */
#include <linux/stub.h>

static vm_fault_t fault_missing(struct vm_fault *vmf)
{
	return vmf->vma->vm_flags & VM_WRITE ? VM_FAULT_RETRY : VM_FAULT_SIGBUS;
}

vm_fault_t fault_entry(struct vm_fault *vmf)
{
	pte_t entry;

	vmf->pte = pte_offset_map_nolock(vmf->vma->vm_mm, vmf->pmd,
					 vmf->address, &vmf->ptl);
	if (unlikely(!vmf->pte))
		return 0;
	vmf->orig_pte = ptep_get_lockless(vmf->pte);
	if (pte_none(vmf->orig_pte)) {
		pte_unmap(vmf->pte);
		vmf->pte = NULL;
		return fault_missing(vmf);
	}

	spin_lock(vmf->ptl);
	entry = vmf->orig_pte;
	if (unlikely(!pte_same(ptep_get(vmf->pte), entry))) {
		update_mmu_tlb(vmf->vma, vmf->address, vmf->pte);
		goto unlock;
	}
	entry = pte_mkyoung(entry);
	if (ptep_set_access_flags(vmf->vma, vmf->address, vmf->pte, entry,
				  vmf->flags & FAULT_FLAG_WRITE))
		update_mmu_cache(vmf->vma, vmf->address, vmf->pte);
unlock:
	pte_unmap_unlock(vmf->pte, vmf->ptl);
	return 0;
}
