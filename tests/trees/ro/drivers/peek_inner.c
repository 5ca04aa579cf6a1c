// SPDX-License-Identifier: GPL-2.0
#include <linux/peek.h>

int peek_inner(pte_t *ptep)
{
	return pte_present(ptep_get(ptep));
}
