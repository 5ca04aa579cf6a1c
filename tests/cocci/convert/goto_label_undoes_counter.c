// SPDX-License-Identifier: GPL-2.0
/* rw: a counter goes up before the map, and the label takes it down again */
#include <linux/stub.h>

int install_swap_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		       pte_t swp)
{
	int error;
	pte_t *ptep;
	spinlock_t *ptl;

	if (pte_present(swp))
		return -EINVAL;

	inc_mm_counter(mm, MM_SWAPENTS);

	ptep = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!ptep) {
		error = -EAGAIN;
		goto uncount;
	}
	spin_lock(ptl);
	if (!pte_none(ptep_get(ptep))) {
		pte_unmap_unlock(ptep, ptl);
		error = -EEXIST;
		goto uncount;
	}
	set_pte_at(mm, addr, ptep, swp);
	pte_unmap_unlock(ptep, ptl);
	return 0;

uncount:
	dec_mm_counter(mm, MM_SWAPENTS);
	return error;
}
