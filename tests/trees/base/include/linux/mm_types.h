/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_MM_TYPES_H
#define _LINUX_MM_TYPES_H

#include <linux/spinlock.h>

typedef unsigned long pteval_t;
typedef struct {
	pteval_t pte;
} pte_t;
typedef struct {
	unsigned long pmd;
} pmd_t;

#define pte_val(x)	((x).pte)
#define __pte(x)	((pte_t) { (x) })
#define pmd_val(x)	((x).pmd)
#define __pmd(x)	((pmd_t) { (x) })
#define PAGE_SIZE	4096UL
#define PTRS_PER_PTE	512

struct mm_struct {
	spinlock_t page_table_lock;
	unsigned long nr_ptes;
};

struct vm_area_struct {
	unsigned long vm_start;
	unsigned long vm_end;
	struct mm_struct *vm_mm;
};

#endif
