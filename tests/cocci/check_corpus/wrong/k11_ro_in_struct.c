// SPDX-License-Identifier: GPL-2.0
/*
 * The mapping is read-only where it is made, and written where it is used.
 *
 * Not by SmPL alone: it goes from function to function in the vm_fault.
 */
#include "stub.h"

static bool fault_peek(struct vm_fault *vmf)
{
	vmf->pte = pte_offset_map_ro_nolock(vmf->vma->vm_mm, vmf->pmd,
					    vmf->address, &vmf->ptl);
	return vmf->pte;
}

void fault_young(struct vm_fault *vmf)
{
	if (!fault_peek(vmf))
		return;
	spin_lock(vmf->ptl);
	ptep_set_access_flags(vmf->vma, vmf->address, vmf->pte, /* wrong 11 */
			      pte_mkyoung(vmf->orig_pte), 0);
	pte_unmap_unlock(vmf->pte, vmf->ptl);
}
