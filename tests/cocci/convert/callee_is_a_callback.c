// SPDX-License-Identifier: GPL-2.0
/* manual: the callee that locks is a callback too, with a fixed prototype */
#include <linux/stub.h>

typedef int (*store_fn)(struct mm_struct *mm, unsigned long addr, pte_t *ptep,
			spinlock_t *ptl);

int register_store(store_fn fn);

static int store_zero(struct mm_struct *mm, unsigned long addr, pte_t *ptep,
		      spinlock_t *ptl)
{
	spin_lock(ptl);
	if (pte_present(ptep_get(ptep))) {
		spin_unlock(ptl);
		return -EBUSY;
	}
	pte_clear(mm, addr, ptep);
	spin_unlock(ptl);
	return 0;
}

int store_init(void)
{
	return register_store(store_zero);
}

int drop_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *ptep;
	int err;

	ptep = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!ptep)
		return -EAGAIN;
	err = store_zero(mm, addr, ptep, ptl);
	pte_unmap(ptep);
	return err;
}
