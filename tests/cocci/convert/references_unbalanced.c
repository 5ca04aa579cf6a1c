// SPDX-License-Identifier: GPL-2.0
/* manual: a charge is made between map and lock, and nothing here undoes it */
#include <linux/stub.h>

struct account {
	struct mm_struct *mm;
	unsigned long charged;
	unsigned long peak;
};

static void charge(struct account *acct, unsigned long nr)
{
	acct->charged += nr;
	if (acct->peak < acct->charged)
		acct->peak = acct->charged;
}

int charge_and_set(struct account *acct, pmd_t *pmd, unsigned long addr,
		   pte_t val)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(acct->mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;

	charge(acct, pte_none(ptep_get_lockless(pte)) ? 1 : 0);

	spin_lock(ptl);
	set_pte_at(acct->mm, addr, pte, val);
	pte_unmap_unlock(pte, ptl);
	return 0;
}
