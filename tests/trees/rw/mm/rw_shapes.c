// SPDX-License-Identifier: GPL-2.0
/* Writes in odd places of the function that maps. */
#include <linux/mm.h>

void rw_in_condition(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	if (pte_none(ptep_get_and_clear(mm, addr, pte))) /* WRITE rw_in_condition */
		mm->nr_ptes--;
	pte_unmap_unlock(pte, ptl);
}

void rw_in_initialiser(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	if (addr) {
		pte_t old = ptep_get_and_clear(mm, addr, pte); /* WRITE rw_in_initialiser */

		mm->nr_ptes += pte_none(old);
	}
	pte_unmap_unlock(pte, ptl);
}

void rw_in_comma(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	pte_t *q;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	q = NULL;
	if ((q = pte, addr))
		*q = __pte(0); /* WRITE rw_in_comma */
	pte_unmap_unlock(pte, ptl);
}

void rw_atomic_on_cast(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	xchg((unsigned long *)pte, 0UL); /* WRITE rw_atomic_on_cast */
	pte_unmap_unlock(pte, ptl);
}

void rw_bit_on_cast(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	set_bit(6, (unsigned long *)&pte->pte); /* WRITE rw_bit_on_cast */
	pte_unmap_unlock(pte, ptl);
}

void rw_arch_bit_helper(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	ptep_set_wrprotect(mm, addr, pte); /* WRITE rw_arch_bit_helper */
	pte_unmap_unlock(pte, ptl);
}

void rw_only_in_ifdef(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
#ifdef CONFIG_NEVER_SET
	set_pte_at(mm, addr, pte, __pte(0)); /* WRITE rw_only_in_ifdef */
#endif
	pte_unmap_unlock(pte, ptl);
}

void rw_only_in_else_of_ifdef(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
#ifdef CONFIG_NEVER_SET
	mm->nr_ptes += pte_none(ptep_get(pte));
#else
	set_pte_at(mm, addr, pte, __pte(0)); /* WRITE rw_only_in_else_of_ifdef */
#endif
	pte_unmap_unlock(pte, ptl);
}

void rw_typeof_alias(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	if (addr) {
		__typeof__(pte) q = pte;

		*q = __pte(0); /* WRITE rw_typeof_alias */
	}
	pte_unmap_unlock(pte, ptl);
}

void rw_read_first(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	mm->nr_ptes += pte_none(ptep_get(pte));
	if (pte_present(ptep_get(pte)))
		goto unlock;
	set_pte_at(mm, addr, pte, __pte(0)); /* WRITE rw_read_first */
unlock:
	pte_unmap_unlock(pte, ptl);
}

/*
 * EXPECT rw_in_condition rw: ptep_get_and_clear() inside an if condition
 * EXPECT rw_in_initialiser rw: ptep_get_and_clear() in an initialiser
 * EXPECT rw_in_comma rw: q takes the mapping in a comma expression
 * EXPECT rw_atomic_on_cast rw: an atomic exchange on the cast pointer
 * EXPECT rw_bit_on_cast rw: set_bit() on the cast address of the member
 * EXPECT rw_arch_bit_helper rw: x86 clears a bit of the cast pointer
 * EXPECT rw_only_in_ifdef rw: every configuration counts
 * EXPECT rw_only_in_else_of_ifdef rw: the other branch of the #ifdef writes
 * EXPECT rw_typeof_alias rw: q is the mapping, its type is spelt with typeof
 * EXPECT rw_read_first rw: the write comes after reads and on one path only
 */
