// SPDX-License-Identifier: GPL-2.0
/* No call here, and misspaced code that is nobody's business. */
#include <linux/mm.h>

int untouched( pte_t *ptep )
{
	return pte_none( ptep_get(ptep) );
}
