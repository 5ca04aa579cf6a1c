// SPDX-License-Identifier: GPL-2.0
/* Mappings that leave the function upwards. */
#include <linux/mm.h>

static pte_t *returned_and_written(struct mm_struct *mm, pmd_t *pmd,
				   unsigned long addr, spinlock_t **ptlp)
{
	pte_t *pte;

	if (pmd_none(pmdp_get(pmd)))
		return NULL;
	pte = pte_offset_map_nolock(mm, pmd, addr, ptlp);
	if (!pte)
		mm->nr_ptes--;
	return pte;
}

void writes_what_was_returned(struct mm_struct *mm, pmd_t *pmd,
			      unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte = returned_and_written(mm, pmd, addr, &ptl);

	if (!pte)
		return;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, __pte(0)); /* WRITE returned_and_written */
	pte_unmap_unlock(pte, ptl);
}

static int out_and_written(struct mm_struct *mm, pmd_t *pmd,
			   unsigned long addr, pte_t **ptep, spinlock_t **ptlp)
{
	*ptep = pte_offset_map_nolock(mm, pmd, addr, ptlp);
	if (!*ptep)
		return -EAGAIN;
	return 0;
}

void writes_what_came_out(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	if (out_and_written(mm, pmd, addr, &pte, &ptl))
		return;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, __pte(0)); /* WRITE out_and_written */
	pte_unmap_unlock(pte, ptl);
}

static void writes_through_pointer(pte_t **pp)
{
	**pp = __pte(0); /* WRITE address_of_pointer */
	(*pp)++;
}

void address_of_pointer(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	writes_through_pointer(&pte);
	pte_unmap_unlock(pte - 1, ptl);
}

static int takes_mapping(struct mm_struct *mm, pte_t *pte)
{
	if (!pte)
		return 0;
	*pte = __pte(0); /* WRITE argument_position */
	pte_unmap(pte);
	return 1;
}

int argument_position(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;

	return takes_mapping(mm, pte_offset_map_nolock(mm, pmd, addr, &ptl));
}

/*
 * EXPECT returned_and_written|writes_what_was_returned rw|manual: its only caller writes
 * EXPECT out_and_written|writes_what_came_out rw|manual: its only caller writes what *ptep was set to
 * EXPECT address_of_pointer rw|manual: the callee writes through **pp
 * EXPECT argument_position rw|manual: the callee writes the mapping it is given directly
 */
