/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_PEEK_H
#define _LINUX_PEEK_H

#include <linux/mm.h>

/* The name says write, the body reads. */
static inline int set_pte_probe(pte_t *ptep)
{
	return pte_present(READ_ONCE(*ptep));
}

#define peek_pte(ptep)	pte_none(ptep_get(ptep))

int peek_outer(struct mm_struct *mm, pte_t *ptep);
int peek_inner(pte_t *ptep);

#endif
