// SPDX-License-Identifier: GPL-2.0
/* manual: a write behind the wrapper's unlock; the wrapper being maybe empty does not excuse it */
#include <linux/stub.h>

#ifdef CONFIG_SPLIT_PTE_PTLOCKS
static inline void do_lock(spinlock_t *ptl) { spin_lock(ptl); }
static inline void do_unlock(spinlock_t *ptl) { spin_unlock(ptl); }
#else
static inline void do_lock(spinlock_t *ptl) { }
static inline void do_unlock(spinlock_t *ptl) { }
#endif

int touch(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t v)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	do_lock(ptl);
	set_pte_at(mm, addr, pte, v);
	do_unlock(ptl);
	set_pte_at(mm, addr, pte + 1, v);
	pte_unmap(pte);
	return 0;
}
