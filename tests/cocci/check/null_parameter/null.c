// SPDX-License-Identifier: GPL-2.0
/* null_parameter: the pointer is used, and a caller has none to give */
#include "stub.h"

static void bad_use(struct mm_struct *mm, pmd_t *pmd, struct vm_fault *vmf)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_ro_nolock(mm, pmd, vmf->address, &ptl); /* found: ERROR: vmf is NULL where line @A calls */
	if (pte)
		pte_unmap(pte);
}

static void good_use(struct mm_struct *mm, pmd_t *pmd, struct vm_fault *vmf)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_ro_nolock(mm, pmd, 0, &ptl);
	if (!pte)
		return;
	if (vmf)
		vmf->flags = 0;
	pte_unmap(pte);
}

/* No new mapping in there: not a question of this rule */
static void good_old(struct mm_struct *mm, struct vm_fault *vmf)
{
	flush_tlb_mm(mm);
	vmf->flags = 0;
}

#define use_of_none(mm, pmd)	bad_use(mm, pmd, NULL) /* @A */

void callers(struct mm_struct *mm, pmd_t *pmd, struct vm_fault *vmf)
{
	use_of_none(mm, pmd);
	bad_use(mm, pmd, vmf);
	good_use(mm, pmd, NULL);
	good_old(mm, NULL);
}
