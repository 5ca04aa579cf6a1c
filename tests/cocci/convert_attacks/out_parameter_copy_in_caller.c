/* SPDX-License-Identifier: GPL-2.0 */ /* once: the caller of the function that maps has a local pointer to a copy */
#include <linux/stub.h>

static pte_t *table_of(struct vm_area_struct *vma, pmd_t *pmd,
		       unsigned long addr, spinlock_t **ptlp)
{
	pte_t *pte;

	if (addr < vma->vm_start || addr >= vma->vm_end)
		return NULL;
	pte = pte_offset_map_nolock(vma->vm_mm, pmd, addr, ptlp);
	return pte;
}

int t1(struct vm_area_struct *vma, pmd_t *dir, unsigned long addr)
{
	pmd_t copy = pmdp_get_lockless(dir);
	pmd_t *p = &copy;
	spinlock_t *lock;
	pte_t *ptep;

	ptep = table_of(vma, p, addr, &lock);
	if (!ptep)
		return -EFAULT;
	spin_lock(lock);
	ptep_set_wrprotect(vma->vm_mm, addr, ptep);
	pte_unmap_unlock(ptep, lock);
	return 0;
}
