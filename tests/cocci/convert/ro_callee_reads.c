// SPDX-License-Identifier: GPL-2.0
/* ro: two static callees get the mapping, and both only look */
#include <linux/stub.h>

static unsigned long entry_pfn(pte_t *ptep)
{
	pte_t entry = ptep_get(ptep);

	return pte_present(entry) ? pte_pfn(entry) : 0;
}

static bool entry_matches(pte_t *ptep, unsigned long pfn)
{
	return entry_pfn(ptep) == pfn;
}

bool maps_pfn(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
	      unsigned long pfn)
{
	spinlock_t *ptl;
	pte_t *pte;
	bool ret;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return false;
	ret = entry_matches(pte, pfn);
	if (ret) {
		/* Look again, with everyone else locked out */
		spin_lock(ptl);
		ret = entry_matches(pte, pfn);
		spin_unlock(ptl);
	}
	pte_unmap(pte);
	return ret;
}
