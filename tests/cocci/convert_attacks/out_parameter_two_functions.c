/* SPDX-License-Identifier: GPL-2.0 */ /* once: a caller of two functions that map gets pmdval twice */
#include <linux/stub.h>

static pte_t *map_a(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
		    spinlock_t **ptlp)
{
	pte_t *pte;

	if (addr < vma->vm_start)
		return NULL;
	pte = pte_offset_map_nolock(vma->vm_mm, pmd, addr, ptlp);
	return pte;
}

static pte_t *map_b(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr,
		    spinlock_t **ptlp)
{
	pte_t *pte;

	if (addr >= vma->vm_end)
		return NULL;
	pte = pte_offset_map_nolock(vma->vm_mm, pmd, addr, ptlp);
	return pte;
}

int t9(struct vm_area_struct *vma, pmd_t *a, pmd_t *b, unsigned long addr)
{
	spinlock_t *lock, *lock2;
	pte_t *pte, *pte2;

	pte = map_a(vma, a, addr, &lock);
	if (!pte)
		return -EFAULT;
	spin_lock(lock);
	ptep_set_wrprotect(vma->vm_mm, addr, pte);
	pte_unmap_unlock(pte, lock);
	pte2 = map_b(vma, b, addr, &lock2);
	if (!pte2)
		return -EFAULT;
	spin_lock(lock2);
	ptep_set_wrprotect(vma->vm_mm, addr, pte2);
	pte_unmap_unlock(pte2, lock2);
	return 0;
}
