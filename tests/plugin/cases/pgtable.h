/* SPDX-License-Identifier: GPL-2.0 */
/* The API, as far as the plugin's cases need it. Declared, never defined. */
#ifndef PGTABLE_H
#define PGTABLE_H

#define NULL ((void *)0)
#define likely(x) __builtin_expect(!!(x), 1)
#define unlikely(x) __builtin_expect(!!(x), 0)

typedef _Bool bool;
#define true 1
#define false 0

typedef struct { unsigned long pte; } pte_t;
typedef struct { unsigned long pmd; } pmd_t;
typedef struct { int raw; } spinlock_t;
struct mm_struct;

pte_t *pte_offset_map_nolock(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
			     spinlock_t **ptlp);
pte_t *pte_offset_map_ro_nolock(struct mm_struct *mm, pmd_t *pmd,
				unsigned long addr, spinlock_t **ptlp);
pte_t *pte_offset_map_rw_nolock(struct mm_struct *mm, pmd_t *pmd,
				unsigned long addr, pmd_t *pmdvalp,
				spinlock_t **ptlp);
pte_t *pte_offset_map_lock(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
			   spinlock_t **ptlp);
pte_t *pte_offset_map(pmd_t *pmd, unsigned long addr);
void pte_unmap(pte_t *pte);

void spin_lock(spinlock_t *lock);
void spin_lock_nested(spinlock_t *lock, int subclass);
int spin_trylock(spinlock_t *lock);
void spin_unlock(spinlock_t *lock);
spinlock_t *pmd_lock(struct mm_struct *mm, pmd_t *pmd);

#define pte_unmap_unlock(pte, ptl) do {		\
	spin_unlock(ptl);			\
	pte_unmap(pte);				\
} while (0)

pte_t ptep_get(pte_t *ptep);
pte_t ptep_get_lockless(pte_t *ptep);
pmd_t pmdp_get_lockless(pmd_t *pmdp);
int pte_same(pte_t a, pte_t b);
int pmd_same(pmd_t a, pmd_t b);
int pte_none(pte_t pte);
int pte_present(pte_t pte);
void set_pte_at(struct mm_struct *mm, unsigned long addr, pte_t *ptep, pte_t pte);
void pmdp_collapse_flush(struct mm_struct *mm, unsigned long addr, pmd_t *pmd);

/* What functions that map are usually given */
#define SITE struct mm_struct *mm, pmd_t *pmd, unsigned long addr, pte_t new

#endif
