// SPDX-License-Identifier: GPL-2.0
#include <linux/frob.h>

void zap_hw_entry(pte_t *ptep)
{
	pte_val(*ptep) = 0; /* WRITE rw_arch_only_helper */
}
