// SPDX-License-Identifier: GPL-2.0
/* once: pmdval is an object-like macro here: another name is needed */
#include <linux/stub.h>

struct state { pmd_t value; };
extern struct state *current_state;
#define pmdval	(current_state->value)

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
