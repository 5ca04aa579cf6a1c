// SPDX-License-Identifier: GPL-2.0
/* rw: a static function, declared first, returns what the call returns */
#include <linux/stub.h>

struct range_op {
	struct mm_struct *mm;
	unsigned long addr;
};

static pte_t *op_map(const struct range_op *op, pmd_t *pmd, spinlock_t **ptlp,
		     unsigned long offset);

int op_clear(const struct range_op *op, pmd_t *pmd)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = op_map(op, pmd, &ptl, PAGE_SIZE);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	pte_clear(op->mm, op->addr + PAGE_SIZE, pte);
	pte_unmap_unlock(pte, ptl);
	flush_tlb_mm(op->mm);
	return 0;
}

static pte_t *op_map(const struct range_op *op, pmd_t *pmd, spinlock_t **ptlp,
		     unsigned long offset)
{
	return pte_offset_map_nolock(op->mm, pmd, op->addr + offset, ptlp);
}
