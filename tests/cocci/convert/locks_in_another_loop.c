// SPDX-License-Identifier: GPL-2.0
/* manual: one loop maps, another one locks; one value cannot serve them all */
#include <linux/stub.h>

struct victim {
	unsigned long addr;
	pmd_t *pmd;
	pte_t *pte;
	spinlock_t *ptl;
};

int zap_victims(struct mm_struct *mm, struct victim *v, int nr)
{
	int i, err = 0;

	for (i = 0; i < nr; i++) {
		v[i].pte = pte_offset_map_nolock(mm, v[i].pmd, v[i].addr,
						 &v[i].ptl);
		if (!v[i].pte) {
			err = -EAGAIN;
			goto unmap;
		}
	}

	for (i = 0; i < nr; i++) {
		spin_lock(v[i].ptl);
		pte_clear(mm, v[i].addr, v[i].pte);
		spin_unlock(v[i].ptl);
	}
	flush_tlb_mm(mm);
unmap:
	while (i--)
		pte_unmap(v[i].pte);
	return err;
}
