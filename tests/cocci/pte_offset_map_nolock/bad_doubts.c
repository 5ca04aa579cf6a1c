// SPDX-License-Identifier: GPL-2.0
/* Only reads are seen, and still it isn't certain: never renamed */

static void bad_pmd_cleared(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_pmd_cleared: only reads in this file, but see pmd is used again */
	if (!pte)
		return;
	spin_lock(ptl);
	if (pte_none(ptep_get(pte)))
		pmd_clear(pmd);
	spin_unlock(ptl);
	pte_unmap(pte);
}

static void bad_pmd_stored(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_pmd_stored: only reads in this file, but see a store through a pointer */
	if (!pte)
		return;
	spin_lock(ptl);
	*pmd = zero;
	spin_unlock(ptl);
	pte_unmap(pte);
}

static void bad_pmd_alias(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;
	pmd_t *p = pmd;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_pmd_alias: only reads in this file, but see pmd is copied */
	if (!pte)
		return;
	spin_lock(ptl);
	*p = zero;
	spin_unlock(ptl);
	pte_unmap(pte);
}

static void bad_under_lock(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_under_lock: only reads in this file, but see zap_table() at line @A under the lock */
	if (!pte)
		return;
	spin_lock(ptl);
	zap_table(mm, addr); /* @A */
	spin_unlock(ptl);
	pte_unmap(pte);
}

static void bad_lock_passed(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_lock_passed: only reads in this file, but see ptl is used again */
	if (!pte)
		return;
	take(ptl);
	pte_unmap(pte);
}

static void bad_by_value(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_by_value: only reads in this file, but see pte at line @B */
	if (!pte)
		return;
	MAYBE_STORES(*pte); /* @B */
	pte_unmap(pte);
}

#define HIDDEN() pte_clear(mm, addr, pte)

static void bad_hidden(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_hidden: only reads in this file, but see pte in macro HIDDEN */
	if (!pte)
		return;
	HIDDEN();
	pte_unmap(pte);
}

static void bad_static(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	static pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* @C report: in bad_static: kept in pte, which isn't a local pte_t *, at line @C */
	if (!pte)
		return;
	pte_unmap(pte);
}

static void bad_advance(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_advance: only reads in this file, but see pte at line @D */
	if (!pte)
		return;
	pte++; /* @D */
	if (pte_none(ptep_get(pte)))
		addr++;
	pte_unmap(pte);
}

static int bad_member_alias(struct vm_fault *vmf, struct mm_struct *mm, pmd_t zero)
{
	pmd_t *pmd = vmf->pmd;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, vmf->pmd, vmf->address, &vmf->ptl); /* report: in bad_member_alias: only reads in this file, but see vmf->pmd is copied */
	if (!pte)
		return 0;
	spin_lock(vmf->ptl);
	*pmd = zero;
	spin_unlock(vmf->ptl);
	pte_unmap(pte);
	return 1;
}

static int bad_other_pmd(struct mm_struct *mm, pud_t *pud, pmd_t zero)
{
	pmd_t *pmd = pmd_offset(pud, 0);
	pmd_t *same = pmd_offset(pud, 0);
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, 0, &ptl); /* report: in bad_other_pmd: only reads in this file, but see a store through a pointer */
	if (!pte)
		return 0;
	spin_lock(ptl);
	*same = zero;
	spin_unlock(ptl);
	pte_unmap(pte);
	return 1;
}

static int bad_member_passed(struct vm_fault *vmf, struct mm_struct *mm)
{
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, vmf->pmd, vmf->address, &vmf->ptl); /* report: in bad_member_passed: only reads in this file, but see vmf is used again */
	if (!pte)
		return 0;
	look_at(vmf);
	pte_unmap(pte);
	return 1;
}
