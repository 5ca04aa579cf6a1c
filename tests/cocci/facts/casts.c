// SPDX-License-Identifier: GPL-2.0
static void good_casts(pte_t *pte, void *p)
{
	pte_t *q = (pte_t *)p;

	*(unsigned long *)pte = 0;
	*(u64 *)(pte + 1) |= 1;
	((struct s *)p)->m = (pte_t *)(unsigned long)p;
	set_bit(1, (unsigned long *)pte);
	(void)f((volatile pte_t *)pte);
	(*(u32 *)pte)++;
	q = (typeof(q))p;
}

/*
 * check-name: casts, and stores through them
 * check-kinds: call assign step
 *
 * facts-start
 * 4 assign `q = (pte_t *)p` q | = | ( pte_t * ) p
 * 6 assign `*(unsigned long *)pte = 0` * ( unsigned long * ) pte | = | 0
 * 7 assign `*(u64 *)(pte + 1) |= 1` * ( u64 * ) ( pte + 1 ) | |= | 1
 * 8 assign `((struct s *)p)->m = (pte_t *)(unsigned long)p` ( ( struct s * ) p ) -> m | = | ( pte_t * ) ( unsigned long ) p
 * 9 call `set_bit(1, (unsigned long *)pte)` set_bit | 1 | ( unsigned long * ) pte
 * 10 call `f((volatile pte_t *)pte)` f | ( volatile pte_t * ) pte
 * 11 step `(*(u32 *)pte)` ( * ( u32 * ) pte )
 * 12 assign `q = (typeof(q))p` q | = | ( typeof ( q ) ) p
 * facts-end
 */
