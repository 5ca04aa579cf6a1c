/* SPDX-License-Identifier: GPL-2.0 */ /* once: a wrapper in a file with CRLF */
#include <linux/stub.h>

static pte_t *map_it(struct mm_struct *mm, pmd_t *pmd, unsigned long addr, spinlock_t **ptlp)
{
	return pte_offset_map_nolock(mm, pmd, addr, ptlp);
}

int w8(struct mm_struct *mm, pmd_t *a, unsigned long addr, unsigned long end)
{
	spinlock_t *lock;
	pte_t *pte;

	pte = map_it(mm, a, addr, &lock);
	if (!pte)
		return -EFAULT;
	spin_lock(lock);
	ptep_set_wrprotect(mm, addr, pte);
	pte_unmap_unlock(pte, lock);
	pte = map_it(mm, a, end, &lock);
	if (!pte)
		return -EFAULT;
	spin_lock(lock);
	ptep_set_wrprotect(mm, end, pte);
	pte_unmap_unlock(pte, lock);
	return 0;
}
