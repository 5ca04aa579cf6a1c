// SPDX-License-Identifier: GPL-2.0
/* rw: an array of mappings, each locked as it is made; a loop undoes them */
#include <linux/stub.h>

struct slot {
	unsigned long addr;
	pmd_t *pmd;
	pte_t *pte;
	spinlock_t *ptl;
};

int write_slots(struct mm_struct *mm, struct slot *slot, int nr, pte_t val)
{
	int err = -EAGAIN;
	int i, k;

	for (i = 0; i < nr; i++) {
		slot[i].pte = pte_offset_map_nolock(mm, slot[i].pmd,
						    slot[i].addr, &slot[i].ptl);
		if (!slot[i].pte)
			goto undo;
		spin_lock_nested(slot[i].ptl, i);
	}

	for (k = 0; k < nr; k++)
		set_pte_at(mm, slot[k].addr, slot[k].pte, val);
	err = 0;
undo:
	while (i--) {
		pte_unmap_unlock(slot[i].pte, slot[i].ptl);
		slot[i].pte = NULL;
		slot[i].ptl = NULL;
	}
	return err;
}
