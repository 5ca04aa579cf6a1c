// SPDX-License-Identifier: GPL-2.0
/* manual: *w.count of a struct parameter is no local */
#include <linux/stub.h>

struct walk { int n; int *count; };

static inline void note(struct walk w)
{
	w.n = 1;
	*w.count += 1;
}

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v, struct walk w)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	note(w);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
