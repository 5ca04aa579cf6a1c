// SPDX-License-Identifier: GPL-2.0
/* Mappings that one function reads through, and nothing else. */
#include <linux/mm.h>

int ro_reads_only(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	int ret;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return 0;
	ret = pte_present(ptep_get(pte)); /* USE ro_reads_only */
	pte_unmap(pte); /* USE ro_reads_only */
	return ret;
}

int ro_reads_under_lock(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
			pte_t orig)
{
	spinlock_t *ptl;
	pte_t *pte;
	int same;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return 0;
	spin_lock(ptl);
	same = pte_same(ptep_get(pte), orig); /* USE ro_reads_under_lock */
	pte_unmap_unlock(pte, ptl); /* USE ro_reads_under_lock */
	return same;
}

unsigned long ro_dereferences(struct mm_struct *mm, pmd_t *pmd,
			      unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	pte_t val;

	if (!pte)
		return 0;
	val = *pte; /* USE ro_dereferences */
	pte_unmap(pte);
	return pte_val(val);
}

unsigned long ro_read_once(struct mm_struct *mm, pmd_t *pmd,
			   unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	unsigned long val = 0;

	if ((pte = pte_offset_map_nolock(mm, pmd, addr, &ptl)) != NULL) {
		val = pte_val(READ_ONCE(*pte)); /* USE ro_read_once */
		pte_unmap(pte);
	}
	return val;
}

int ro_changes_its_copy(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
			pte_t *out)
{
	spinlock_t *ptl;
	pte_t *pte, val;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	val = ptep_get(pte); /* USE ro_changes_its_copy */
	val = pte_mkdirty(val);
	*out = val;
	pte_unmap(pte);
	return 0;
}

int ro_counts_in_loop(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *start, *pte;
	int i, n = 0;

	start = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!start)
		return 0;
	for (i = 0, pte = start; i < PTRS_PER_PTE; i++, pte++)
		if (pte_none(ptep_get(pte))) /* USE ro_counts_in_loop */
			n++;
	pte_unmap(start);
	return n;
}

void ro_asserts_lock(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	BUG_ON(!pte);
	BUG_ON(!spin_is_locked(ptl));
	pte_unmap(pte); /* USE ro_asserts_lock */
}

/* The write goes to a table that the locking variant mapped. */
int ro_writes_other_table(struct mm_struct *mm, pmd_t *src, pmd_t *dst,
			  unsigned long addr)
{
	spinlock_t *src_ptl, *dst_ptl;
	pte_t *src_pte, *dst_pte;

	dst_pte = pte_offset_map_lock(mm, dst, addr, &dst_ptl);
	if (!dst_pte)
		return -EAGAIN;
	src_pte = pte_offset_map_nolock(mm, src, addr, &src_ptl);
	if (src_pte) {
		set_pte_at(mm, addr, dst_pte, ptep_get(src_pte)); /* USE ro_writes_other_table */
		pte_unmap(src_pte);
	}
	pte_unmap_unlock(dst_pte, dst_ptl);
	return 0;
}

/*
 * EXPECT ro_reads_only ro: ptep_get() reads, pte_unmap() ends it
 * EXPECT ro_reads_under_lock ro: a lock held is no write, pte_same() compares values
 * EXPECT ro_dereferences ro: *pte stands on the right
 * EXPECT ro_read_once ro: READ_ONCE() reads
 * EXPECT ro_changes_its_copy ro: val and *out are copies, *pte is not assigned
 * EXPECT ro_counts_in_loop ro: the advanced pointer is only read
 * EXPECT ro_asserts_lock ro: the entry is not even read
 * EXPECT ro_writes_other_table ro: set_pte_at() gets dst_pte, another mapping
 */
