// SPDX-License-Identifier: GPL-2.0
/* rw: two callers of the static function: one waits for the lock, one tries */
#include <linux/stub.h>

static pte_t *find_entry(struct mm_struct *mm, unsigned long addr, pmd_t *pmd,
			 spinlock_t **ptlp)
{
	return pte_offset_map_nolock(mm, pmd, addr, ptlp);
}

int set_entry(struct mm_struct *mm, unsigned long addr, pte_t val, pmd_t *pmd)
{
	spinlock_t *ptl;
	pte_t *ptep;

	ptep = find_entry(mm, addr, pmd, &ptl);
	if (!ptep)
		return -ENOENT;
	spin_lock(ptl);
	set_pte_at(mm, addr, ptep, val);
	pte_unmap_unlock(ptep, ptl);
	return 0;
}

void age_entry(struct vm_area_struct *vma, unsigned long addr, pmd_t *pmdp)
{
	pte_t *ptep;
	spinlock_t *lock;

	ptep = find_entry(vma->vm_mm, addr, pmdp, &lock);
	if (!ptep)
		return;
	if (!spin_trylock(lock)) {
		pte_unmap(ptep);
		return;
	}
	ptep_test_and_clear_young(vma, addr, ptep);
	pte_unmap_unlock(ptep, lock);
}
