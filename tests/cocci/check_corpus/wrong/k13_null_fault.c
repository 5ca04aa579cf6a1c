// SPDX-License-Identifier: GPL-2.0
/*
 * A cleanup folded into the conversion: the helper gets a vm_fault instead of
 * its members. One caller has none, and passes NULL through a macro.
 */
#include "stub.h"

static int adjust_alias(struct vm_area_struct *vma, unsigned long addr,
			pmd_t *pmd, struct vm_fault *vmf)
{
	int ret = 0;
	spinlock_t *ptl;
	pmd_t pmdval;
	pte_t *pte;

	pte = pte_offset_map_rw_nolock(vma->vm_mm, pmd, addr, &pmdval, &ptl);
	if (!pte)
		return 0;
	if (ptl != vmf->ptl) /* wrong 13 */
		spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);
	if (pmd_same(pmdval, pmdp_get_lockless(pmd)))
		ret = ptep_test_and_clear_young(vma, addr, pte);
	if (ptl != vmf->ptl)
		spin_unlock(ptl);
	pte_unmap(pte);
	return ret;
}

#define adjust_alias_of(vma, addr, pmd)	adjust_alias(vma, addr, pmd, NULL)

int update_alias(struct vm_area_struct *vma, unsigned long addr, pmd_t *pmd)
{
	return adjust_alias_of(vma, addr, pmd);
}

int fault_alias(struct vm_fault *vmf)
{
	return adjust_alias(vmf->vma, vmf->address, vmf->pmd, vmf);
}
