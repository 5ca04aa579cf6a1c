// SPDX-License-Identifier: GPL-2.0
/* Right: one entry is read without the lock, under RCU, and the lock isn't used */
#include "stub.h"

bool entry_is_none(struct vm_fault *vmf)
{
	bool none = true;
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_ro_nolock(vmf->vma->vm_mm, vmf->pmd, vmf->address,
				       &ptl);
	if (pte) {
		none = pte_none(ptep_get_lockless(pte));
		pte_unmap(pte);
	}
	return none;
}
