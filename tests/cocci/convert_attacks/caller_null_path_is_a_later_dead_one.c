// SPDX-License-Identifier: GPL-2.0
/* manual: the test that stands right behind the call is another; the one found is a BUG() */
#include <linux/stub.h>

static pte_t *map_it(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp)
{
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, ptlp);
	if (!pte)
		return NULL;
	return pte;
}

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	int r = 0;

	pte = map_it(mm, pmd, addr, &ptl);
	if (!pte || !pmd) {
		r = -EINVAL;
		goto out;
	}
	if (!pte)
		goto bad;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
out:
	return r;
bad:
	BUG_ON(1);
}
