// SPDX-License-Identifier: GPL-2.0
/* ro: what is changed is a copy of the entry, never the table */
#include <linux/stub.h>

int count_changed(struct mm_struct *mm, pmd_t *pmd, unsigned long start,
		  const pte_t *saved, int max)
{
	int i, changed = 0;
	pte_t *table;
	spinlock_t *lock;

	table = pte_offset_map_nolock(mm, pmd, start, &lock);
	if (table == NULL)
		return -EAGAIN;

	spin_lock(lock);
	for (i = 0; i < max; i++) {
		pte_t now = ptep_get(table + i);

		/* The hardware's bits are no change */
		now = pte_mkclean(pte_mkold(now));
		if (!pte_same(now, saved[i]))
			changed++;
	}
	spin_unlock(lock);
	pte_unmap(table);

	return changed;
}
