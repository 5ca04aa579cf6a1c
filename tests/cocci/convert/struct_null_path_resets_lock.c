// SPDX-License-Identifier: GPL-2.0
/* rw: the lock member is reset by the NULL path itself, the other one is not */
#include <linux/stub.h>

struct reclaim_state {
	struct mm_struct *mm;
	pte_t *ptes;
	spinlock_t *lock;
	int error;
};

static bool reclaim_begin(struct reclaim_state *rs, pmd_t *pmd,
			  unsigned long addr)
{
	/* rs->lock may be left from the table before this one */
	rs->ptes = pte_offset_map_nolock(rs->mm, pmd, addr, &rs->lock);
	if (!rs->ptes) {
		rs->lock = NULL;
		rs->error = -EAGAIN;
		return false;
	}
	spin_lock(rs->lock);
	return true;
}

int reclaim_entry(struct reclaim_state *rs, pmd_t *pmd, unsigned long addr)
{
	if (!reclaim_begin(rs, pmd, addr))
		return rs->error;
	pte_clear(rs->mm, addr, rs->ptes);
	flush_tlb_mm(rs->mm);
	pte_unmap_unlock(rs->ptes, rs->lock);
	rs->ptes = NULL;
	rs->lock = NULL;
	return 0;
}
