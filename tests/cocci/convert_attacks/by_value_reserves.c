// SPDX-License-Identifier: GPL-2.0
/* manual: reserve_slot(slot) takes something, though it is given a number */
#include <linux/stub.h>

struct slots { int used[16]; };
extern struct slots all_slots;
void reserve_slot(int slot);
void unreserve_slot(int slot);

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v, int slot)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	reserve_slot(slot);
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	unreserve_slot(slot);
	return 0;
}
