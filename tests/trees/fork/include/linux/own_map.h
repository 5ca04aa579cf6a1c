/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_OWN_MAP_H
#define _LINUX_OWN_MAP_H

#include <linux/mm.h>

static inline pte_t *own_map(struct mm_struct *mm, pmd_t *pmd, unsigned long addr,
			     spinlock_t **ptlp)
{
	return pte_offset_map_nolock(mm, pmd, addr, ptlp);
}

#endif
