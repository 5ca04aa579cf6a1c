// SPDX-License-Identifier: GPL-2.0
/* rw: a lock under a condition, and a label that drops the other ones */
#include <linux/stub.h>

static void take_rmap(struct mutex *rmap)
{
	if (rmap)
		mutex_lock(rmap);
}

static void drop_rmap(struct mutex *rmap)
{
	if (rmap)
		mutex_unlock(rmap);
}

int swap_neighbours(struct mm_struct *mm, pmd_t *here, pmd_t *there,
		    unsigned long a, unsigned long b, struct mutex *rmap)
{
	pte_t *left, *right, tmp;
	spinlock_t *lock;
	spinlock_t *other;
	int err = 0;

	take_rmap(rmap);
	left = pte_offset_map_lock(mm, here, a, &lock);
	if (!left) {
		err = -EAGAIN;
		goto out;
	}
	right = pte_offset_map_nolock(mm, there, b, &other);
	if (!right) {
		err = -EAGAIN;
		goto out_left;
	}
	if (lock != other)
		spin_lock_nested(other, SINGLE_DEPTH_NESTING);

	tmp = ptep_get_and_clear(mm, a, left);
	set_pte_at(mm, a, left, ptep_get_and_clear(mm, b, right));
	set_pte_at(mm, b, right, tmp);
	flush_tlb_mm(mm);

	if (lock != other)
		spin_unlock(other);
	pte_unmap(right);
out_left:
	pte_unmap_unlock(left, lock);
out:
	drop_rmap(rmap);
	return err;
}
