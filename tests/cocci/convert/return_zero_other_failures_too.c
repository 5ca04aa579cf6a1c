// SPDX-License-Identifier: GPL-2.0
/* rw: a contended lock gives false as well, so there is no need to retry */
#include <linux/stub.h>

struct age_walk {
	struct mm_struct *mm;
	struct vm_area_struct *vma;
	int nr_young;
};

static bool age_table(pmd_t *pmd, unsigned long start, unsigned long end,
		      struct age_walk *walk)
{
	int i;
	pte_t *pte;
	spinlock_t *ptl;
	unsigned long addr;

	pte = pte_offset_map_nolock(walk->mm, pmd, start & PMD_MASK, &ptl);
	if (!pte)
		return false;
	if (!spin_trylock(ptl)) {
		pte_unmap(pte);
		return false;
	}

	arch_enter_lazy_mmu_mode();
	for (i = pte_index(start), addr = start; addr != end;
	     i++, addr += PAGE_SIZE) {
		if (!pte_present(ptep_get(pte + i)))
			continue;
		if (ptep_test_and_clear_young(walk->vma, addr, pte + i))
			walk->nr_young++;
	}
	arch_leave_lazy_mmu_mode();
	pte_unmap_unlock(pte, ptl);

	return true;
}

int age_range(struct age_walk *walk, pmd_t *pmd, unsigned long start)
{
	return age_table(pmd, start, start + 8 * PAGE_SIZE, walk) ?
		walk->nr_young : -EBUSY;
}
