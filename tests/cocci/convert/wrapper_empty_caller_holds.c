// SPDX-License-Identifier: GPL-2.0
/* rw: empty without split locks, where the only caller holds the one lock */
#include <linux/stub.h>

#if defined(CONFIG_SPLIT_PTE_PTLOCKS)
static inline void do_pte_lock(spinlock_t *ptl)
{
	/*
	 * Use nested version here to indicate that we are already
	 * holding one similar spinlock.
	 */
	spin_lock_nested(ptl, SINGLE_DEPTH_NESTING);
}

static inline void do_pte_unlock(spinlock_t *ptl)
{
	spin_unlock(ptl);
}
#else /* !defined(CONFIG_SPLIT_PTE_PTLOCKS) */
static inline void do_pte_lock(spinlock_t *ptl) {}
static inline void do_pte_unlock(spinlock_t *ptl) {}
#endif /* defined(CONFIG_SPLIT_PTE_PTLOCKS) */

static int adjust_alias(struct vm_area_struct *vma, pmd_t *pmd,
			unsigned long address, unsigned long pfn)
{
	spinlock_t *ptl;
	pte_t *pte;
	int ret;

	/*
	 * This is called while another page table is mapped, so we
	 * must use the nested version.
	 */
	pte = pte_offset_map_nolock(vma->vm_mm, pmd, address, &ptl);
	if (!pte)
		return 0;

	do_pte_lock(ptl);

	ret = pte_pfn(ptep_get(pte)) == pfn ? 2 : 1;
	ptep_set_wrprotect(vma->vm_mm, address, pte);

	do_pte_unlock(ptl);
	pte_unmap(pte);

	return ret;
}

int make_aliases_coherent(struct vm_area_struct *vma, pmd_t *pmd,
			  pmd_t *alias_pmd, unsigned long addr,
			  unsigned long alias)
{
	int aliases = -EAGAIN;
	spinlock_t *ptl;
	pte_t *ptep;

	ptep = pte_offset_map_lock(vma->vm_mm, pmd, addr, &ptl);
	if (ptep) {
		aliases = adjust_alias(vma, alias_pmd, alias,
				       pte_pfn(ptep_get(ptep)));
		pte_unmap_unlock(ptep, ptl);
	}
	return aliases;
}
