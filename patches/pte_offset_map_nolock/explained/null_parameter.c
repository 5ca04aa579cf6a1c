// SPDX-License-Identifier: GPL-2.0
static void bad_use(struct mm_struct *mm, pmd_t *pmd, struct vm_fault *vmf)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_ro_nolock(mm, pmd, vmf->address, &ptl); /* reported */
	if (pte)
		pte_unmap(pte);
}

#define use_of_none(mm, pmd)	bad_use(mm, pmd, NULL)
