// SPDX-License-Identifier: GPL-2.0
/* ro_write: each way to write, through the mapping and through a copy of it */
#include "stub.h"

void bad_ways(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte, *copy;
	spinlock_t *ptl;

	pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl); /* @A */
	if (!pte)
		return;
	*pte = __pte(0); /* found: ERROR: written through the read-only mapping of line @A */
	pte[3] = __pte(0); /* found: ERROR: written through the read-only mapping of line @A */
	pte->pte |= 1; /* found: ERROR: written through the read-only mapping of line @A */
	WRITE_ONCE(*pte, __pte(0)); /* found: ERROR: written through the read-only mapping of line @A */
	set_pte(pte, __pte(0)); /* found: ERROR: written through the read-only mapping of line @A */
	set_ptes(mm, addr, pte + 1, __pte(0), 2); /* found: ERROR: written through the read-only mapping of line @A */
	set_bit(5, (unsigned long *)pte); /* found: ERROR: written through the read-only mapping of line @A */
	copy = pte + 2;
	ptep_get_and_clear(mm, addr, copy); /* found: ERROR: written through a copy of the read-only mapping of line @A */
	pte_unmap(pte);
}

void bad_in_struct(struct vm_fault *vmf)
{
	vmf->pte = pte_offset_map_ro_nolock(vmf->vma->vm_mm, vmf->pmd, vmf->address, &vmf->ptl); /* @B */
	if (!vmf->pte)
		return;
	spin_lock(vmf->ptl);
	ptep_set_access_flags(vmf->vma, vmf->address, vmf->pte, vmf->orig_pte, 0); /* found: ERROR: written through the read-only mapping of line @B */
	pte_unmap_unlock(vmf->pte, vmf->ptl);
}

void good_reads(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t *to)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_ro_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	set_pte_at(mm, addr, to, ptep_get(pte));
	*to = *pte;
	pte_unmap(pte);
	pte = to;
	set_pte_at(mm, addr, pte, __pte(0));
}
