// SPDX-License-Identifier: GPL-2.0
/* What is done to the mappings that mm/ lets go. */
#include <linux/escape.h>

extern pte_t *shared_entry;
pte_t *shared_entry;

void writes_word(unsigned long where)
{
	*(unsigned long *)where = 0;
}

void writes_void(void *where)
{
	pte_t *ptep = where;

	*ptep = __pte(0);
}

int overridden(pte_t *ptep)
{
	*ptep = __pte(0);
	return 1;
}

void flush_shared_entry(void);
void flush_shared_entry(void)
{
	*shared_entry = __pte(0);
}
