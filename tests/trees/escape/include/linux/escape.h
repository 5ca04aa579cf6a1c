/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_ESCAPE_H
#define _LINUX_ESCAPE_H

#include <linux/mm.h>

struct entry_ops {
	void (*visit)(pte_t *ptep, void *private);
};

struct parked {
	struct list_head node;
	pte_t *pte;
};

struct carried {
	pte_t *pte;
};

union disguised {
	pte_t *pte;
	unsigned long *word;
};

struct pair {
	pte_t *pte;
	spinlock_t *ptl;
};


void nobody_defines_this(pte_t *ptep);
void nobody_defines_that(struct carried *c);
void logs_words(const char *fmt, ...);
void writes_word(unsigned long where);
void writes_void(void *where);
int overridden(pte_t *ptep);
void generated_clear(pte_t *ptep);

#define call_by_paste(verb, ptep)	verb##_entry_now(ptep)

#endif
