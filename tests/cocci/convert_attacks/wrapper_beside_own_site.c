/* SPDX-License-Identifier: GPL-2.0 */ /* once: a caller with a site of its own and a wrapped one gets pmdval twice */
#include <linux/stub.h>

static pte_t *map_it(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
		     spinlock_t **ptlp)
{
	return pte_offset_map_nolock(mm, pmd, addr, ptlp);
}

int w7(struct mm_struct *mm, pmd_t *a, pmd_t *b, unsigned long addr)
{
	spinlock_t *lock, *lock2;
	pte_t *pte, *pte2;

	pte = map_it(mm, a, addr, &lock);
	if (!pte)
		return -EFAULT;
	spin_lock(lock);
	ptep_set_wrprotect(mm, addr, pte);
	pte_unmap_unlock(pte, lock);
	pte2 = pte_offset_map_nolock(mm, b, addr, &lock2);
	if (!pte2)
		return -EFAULT;
	spin_lock(lock2);
	ptep_set_wrprotect(mm, addr, pte2);
	pte_unmap_unlock(pte2, lock2);
	return 0;
}
