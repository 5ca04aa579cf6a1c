// SPDX-License-Identifier: GPL-2.0
/* A call of two lines is realigned */

static vm_fault_t good_member(struct vm_fault *vmf)
{
	struct vm_area_struct *vma = vmf->vma;
	vm_fault_t ret = 0;
	pte_t *ptep;

	ptep = pte_offset_map_nolock(vma->vm_mm, vmf->pmd, vmf->address, /* report: in good_member: only reads in this file */
				     &vmf->ptl); /* context */
	if (unlikely(!ptep))
		return VM_FAULT_NOPAGE;

	if (unlikely(!pte_none(ptep_get_lockless(ptep)))) {
		ret = VM_FAULT_NOPAGE;
	} else {
		spin_lock(vmf->ptl);
		if (unlikely(!pte_none(ptep_get(ptep))))
			ret = VM_FAULT_NOPAGE;
		spin_unlock(vmf->ptl);
	}
	pte_unmap(ptep);
	return ret;
}

/* patch: - 	ptep = pte_offset_map_nolock(vma->vm_mm, vmf->pmd, vmf->address, */
/* patch: - 				     &vmf->ptl); */
/* patch: + 	ptep = pte_offset_map_ro_nolock(vma->vm_mm, vmf->pmd, vmf->address, */
/* patch: + 					&vmf->ptl); */
