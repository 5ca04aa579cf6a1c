/* SPDX-License-Identifier: GPL-2.0 */ /* once: an out parameter in a file with CRLF */
#include <linux/stub.h>

static pte_t *table_of(struct vm_area_struct *vma, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp)
{
	pte_t *pte;

	if (addr < vma->vm_start || addr >= vma->vm_end)
		return NULL;
	pte = pte_offset_map_nolock(vma->vm_mm, pmd, addr, ptlp);
	return pte;
}

int c1(struct vm_area_struct *vma, pmd_t *dir, unsigned long addr)
{
	spinlock_t *lock;
	pte_t *ptep;

	ptep = table_of(vma, dir, addr, &lock);
	if (!ptep)
		return -EFAULT;
	spin_lock(lock);
	ptep_set_wrprotect(vma->vm_mm, addr, ptep);
	pte_unmap_unlock(ptep, lock);
	return 0;
}
