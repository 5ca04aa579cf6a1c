// SPDX-License-Identifier: GPL-2.0
/* manual: the index of the mapping's own path is stepped: another element is unmapped */
#include <linux/stub.h>

struct slot { pte_t *pte; spinlock_t *ptl; };

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v, int i)
{
	struct slot s[4];
	spinlock_t *ptl;

	s[i].pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!s[i].pte)
		return -EAGAIN;
	i++;
	spin_lock(ptl);
	set_pte_at(mm, addr, s[i - 1].pte, v);
	spin_unlock(ptl);
	pte_unmap(s[i - 1].pte);
	return i;
}
