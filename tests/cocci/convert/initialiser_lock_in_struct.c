// SPDX-License-Identifier: GPL-2.0
/* rw: declared and mapped in one line, with the lock in the vm_fault */
#include <linux/stub.h>

vm_fault_t fault_make_young(struct vm_fault *vmf)
{
	struct mm_struct *mm = vmf->vma->vm_mm;
	pte_t *ptep = pte_offset_map_nolock(mm, vmf->pmd, vmf->address,
					    &vmf->ptl);

	if (!ptep)
		return VM_FAULT_RETRY;

	spin_lock(vmf->ptl);
	set_pte_at(mm, vmf->address, ptep, pte_mkyoung(ptep_get(ptep)));
	pte_unmap_unlock(ptep, vmf->ptl);
	vmf->ptl = NULL;
	return 0;
}
