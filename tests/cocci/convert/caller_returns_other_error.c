// SPDX-License-Identifier: GPL-2.0
/* manual: the way out returns an error code, which is 0 at the lock */
#include <linux/stub.h>

static int find_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		      pte_t **ptepp, spinlock_t **ptlp)
{
	*ptepp = pte_offset_map_nolock(mm, pmd, addr, ptlp);
	return *ptepp ? 0 : -ENOENT;
}

int put_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t val)
{
	spinlock_t *ptl;
	pte_t *ptep;
	int err;

	err = find_entry(mm, pmd, addr, &ptep, &ptl);
	if (err)
		return err;
	spin_lock(ptl);
	set_pte_at(mm, addr, ptep, val);
	pte_unmap_unlock(ptep, ptl);
	return 0;
}
