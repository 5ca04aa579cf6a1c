/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_WALKS_H
#define _LINUX_WALKS_H

#include <linux/mm.h>

/* One structure per case: facts about a member are about its structure. */
struct drop_walk {
	struct mm_struct *mm;
	pmd_t *pmd;
	unsigned long addr;
	pte_t *pte;
	spinlock_t *ptl;
};

struct some_walk {
	struct mm_struct *mm;
	pmd_t *pmd;
	unsigned long addr;
	pte_t *pte;
	spinlock_t *ptl;
};

struct far_walk {
	struct mm_struct *mm;
	pmd_t *pmd;
	unsigned long addr;
	pte_t *pte;
	spinlock_t *ptl;
};

struct read_walk {
	struct mm_struct *mm;
	pmd_t *pmd;
	unsigned long addr;
	pte_t *pte;
	spinlock_t *ptl;
};

struct inner_walk {
	pte_t *pte;
	spinlock_t *ptl;
};

struct outer_walk {
	struct mm_struct *mm;
	struct inner_walk in;
};

void drop_then_write(struct drop_walk *w);
void drop_sometimes_then_write(struct some_walk *w);
int far_walk_map(struct far_walk *w);
int read_walk_map(struct read_walk *w);

#endif
