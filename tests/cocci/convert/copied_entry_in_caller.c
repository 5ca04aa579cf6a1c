// SPDX-License-Identifier: GPL-2.0
/* rw: the caller passes its copy of the entry: held against that, every value would be the same */
#include <linux/stub.h>

static int age_table(pmd_t *pmd, unsigned long addr, struct vm_area_struct *vma)
{
	spinlock_t *ptl;
	pte_t *pte;
	int young;

	pte = pte_offset_map_nolock(vma->vm_mm, pmd, addr, &ptl);
	if (!pte)
		return -EAGAIN;
	spin_lock(ptl);
	young = ptep_test_and_clear_young(vma, addr, pte);
	pte_unmap_unlock(pte, ptl);
	return young;
}

int age_tables(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, int nr)
{
	int i, young = 0;

	for (i = 0; i < nr; i++, addr += PMD_SIZE) {
		pmd_t val = pmdp_get_lockless(pmd + i);

		if (pmd_none(val))
			continue;
		if (age_table(&val, addr, vma) > 0)
			young++;
	}
	return young;
}
