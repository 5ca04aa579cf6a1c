// SPDX-License-Identifier: GPL-2.0
/* Writes by helpers that no list can know. */
#include <linux/frob.h>

void rw_new_helper(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	frob_entry(pte); /* WRITE rw_new_helper */
	pte_unmap_unlock(pte, ptl);
}

void rw_new_helper_chain(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	frob_twice(mm, pte); /* WRITE rw_new_helper_chain */
	pte_unmap_unlock(pte, ptl);
}

void rw_macro_helper(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	WIPE(pte); /* WRITE rw_macro_helper */
	pte_unmap_unlock(pte, ptl);
}

void rw_macro_name_only(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	frob_alias(pte); /* WRITE rw_macro_name_only */
	pte_unmap_unlock(pte, ptl);
}

void rw_notify_macro(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	static struct vm_area_struct *vma;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	if (vma->vm_mm == mm)
		ptep_clear_young_notify(vma, addr, pte); /* WRITE rw_notify_macro */
	pte_unmap_unlock(pte, ptl);
}

void rw_arch_only_helper(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	zap_hw_entry(pte);
	pte_unmap_unlock(pte, ptl);
}

/*
 * EXPECT rw_new_helper rw: frob_entry() in a header stores through its argument
 * EXPECT rw_new_helper_chain rw: frob_twice() calls frob_entry()
 * EXPECT rw_macro_helper rw: WIPE() expands to a store
 * EXPECT rw_macro_name_only rw: frob_alias is another name of frob_entry
 * EXPECT rw_notify_macro rw: a statement expression passes it to ptep_test_and_clear_young()
 * EXPECT rw_arch_only_helper rw: only s390 defines zap_hw_entry(), and it stores
 */
