// SPDX-License-Identifier: GPL-2.0
/* Written here: in each of the ways that C has */

static void bad_helper(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_helper: written here at line @A (set_pte_at) */
	if (!pte)
		return;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, pte_mkold(ptep_get(pte))); /* @A */
	spin_unlock(ptl);
	pte_unmap(pte);
}

static void bad_store(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_store: written here at line @B */
	if (!pte)
		return;
	*pte = __pte(0); /* @B */
	pte_unmap(pte);
}

static void bad_store_index(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_store_index: written here at line @C */
	if (!pte)
		return;
	pte[1] = __pte(0); /* @C */
	pte_unmap(pte);
}

static void bad_write_once(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_write_once: written here at line @D (WRITE_ONCE) */
	if (!pte)
		return;
	WRITE_ONCE(*pte, __pte(0)); /* @D */
	pte_unmap(pte);
}

static void bad_atomic_cast(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_atomic_cast: written here at line @E (atomic_long_or) */
	if (!pte)
		return;
	atomic_long_or(1, (atomic_long_t *)pte); /* @E */
	pte_unmap(pte);
}

static void bad_xchg(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_xchg: written here at line @F (xchg) */
	if (!pte)
		return;
	xchg(&pte->pte, 0); /* @F */
	pte_unmap(pte);
}

static void bad_store_cast(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_store_cast: written here at line @G */
	if (!pte)
		return;
	*(unsigned long *)pte = 0; /* @G */
	pte_unmap(pte);
}

static void bad_after_loop(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_after_loop: written here at line @H (pte_clear) */
	if (!pte)
		return;
	for (; addr; addr--)
		if (pte_none(ptep_get(pte)))
			break;
	pte_clear(mm, addr, pte); /* @H */
	pte_unmap(pte);
}

static void bad_advanced(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	pte_t *pte;
	spinlock_t *ptl;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl); /* report: in bad_advanced: written here at line @I */
	if (!pte)
		return;
	pte++;
	*pte = __pte(0); /* @I */
	pte_unmap(pte);
}
