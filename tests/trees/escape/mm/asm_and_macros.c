// SPDX-License-Identifier: GPL-2.0
/* Writes in assembler, and behind the preprocessor. */
#include <linux/escape.h>

void asm_on_pointer(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	asm volatile("" : : "r" (pte) : "memory");
	pte_unmap_unlock(pte, ptl);
}

void asm_on_entry(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	asm volatile("" : "+m" (*pte));
	pte_unmap_unlock(pte, ptl);
}

static void hw_touch(pte_t *ptep)
{
	asm volatile("" : : "r" (ptep) : "memory");
}

void asm_in_callee(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	hw_touch(pte);
	pte_unmap_unlock(pte, ptl);
}

void asm_on_word(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	unsigned long word;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	word = (unsigned long)pte;
	asm volatile("" : : "r" (word) : "memory");
	pte_unmap_unlock(pte, ptl);
}

static void wipe_entry_now(pte_t *ptep)
{
	*ptep = __pte(0);
}

void pasted_name(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	call_by_paste(wipe, pte);
	pte_unmap_unlock(pte, ptl);
}

#define MAKE_CLEAR(name)	\
void name##_clear(pte_t *ptep)	\
{				\
	*ptep = __pte(0);	\
}
MAKE_CLEAR(generated)

void generated_callee(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	generated_clear(pte);
	pte_unmap_unlock(pte, ptl);
}

/*
 * EXPECT asm_on_pointer rw|manual: the asm has the pointer as its operand
 * EXPECT asm_on_entry rw|manual: the asm outputs to the entry
 * EXPECT asm_in_callee rw|manual: the callee's asm has the pointer as its operand
 * EXPECT asm_on_word rw|manual: the asm gets the pointer as a number
 * EXPECT pasted_name rw|manual: the callee's name is put together by the preprocessor
 * EXPECT generated_callee rw|manual: a macro makes generated_clear(), which writes
 */
