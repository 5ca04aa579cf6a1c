// SPDX-License-Identifier: GPL-2.0
/* Mappings stored where others, or the same function, find them. */
#include <linux/escape.h>

static pte_t *cached;

static void flush_cached(void)
{
	*cached = __pte(0);
}

void into_global(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	cached = pte;
	flush_cached();
	pte_unmap_unlock(pte, ptl);
}

extern pte_t *shared_entry;

void into_extern_global(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	shared_entry = pte;
	pte_unmap_unlock(pte, ptl);
}

static struct list_head parked_list;

void into_list(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	static struct parked *p;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	p->pte = pte;
	list_add(&p->node, &parked_list);
	pte_unmap_unlock(pte, ptl);
}

void into_array(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	pte_t *v[2];

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	v[0] = pte;
	v[1] = NULL;
	*v[0] = __pte(0);
	pte_unmap_unlock(pte, ptl);
}

void into_union(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	union disguised u;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	u.pte = pte;
	*u.word = 0;
	pte_unmap_unlock(pte, ptl);
}

static void writes_pair(struct pair *p)
{
	*p->pte = __pte(0);
}

void into_initialiser(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	if (addr) {
		struct pair p = { .pte = pte, .ptl = ptl };

		writes_pair(&p);
	}
	pte_unmap_unlock(pte, ptl);
}

static void writes_pair_too(struct pair *p)
{
	*p->pte = __pte(0);
}

void into_positional_initialiser(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	if (addr) {
		struct pair p = { pte, ptl };

		writes_pair_too(&p);
	}
	pte_unmap_unlock(pte, ptl);
}

void into_struct_copy(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	struct carried a, b;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	a.pte = pte;
	b = a;
	*b.pte = __pte(0);
	pte_unmap_unlock(pte, ptl);
}

void through_void_alias(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	void *raw;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	raw = pte;
	*(unsigned long *)raw = 0;
	pte_unmap_unlock(pte, ptl);
}

void through_word_alias(struct mm_struct *mm, pmd_t *pmd, unsigned long addr)
{
	spinlock_t *ptl;
	pte_t *pte;
	unsigned long *word;

	pte = pte_offset_map_nolock(mm, pmd, addr, &ptl);
	if (!pte)
		return;
	spin_lock(ptl);
	word = (unsigned long *)pte;
	word[0] = 0;
	pte_unmap_unlock(pte, ptl);
}

/*
 * EXPECT into_global rw|manual: another function of the file writes through the global
 * EXPECT into_extern_global rw|manual: drivers/writers.c writes through the global
 * EXPECT into_list rw|manual: whoever walks the list writes
 * EXPECT into_array rw|manual: the array's element is written
 * EXPECT into_union rw|manual: the union's other member is written
 * EXPECT into_initialiser rw|manual: the initialised structure's member is written by the callee
 * EXPECT into_positional_initialiser rw|manual: the same without a designator
 * EXPECT into_struct_copy rw|manual: the structure is copied, the copy's member is written
 * EXPECT through_void_alias rw|manual: a void pointer aliases the mapping and is written as a number
 * EXPECT through_word_alias rw|manual: a pointer to unsigned long aliases the mapping
 */
