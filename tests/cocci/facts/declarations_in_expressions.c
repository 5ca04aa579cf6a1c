// SPDX-License-Identifier: GPL-2.0
static int good_declarations_in_expressions(pte_t *pte)
{
	int x = ({ pte_t *p = pte; f(p); });

	x = ({
		pte_t old = *pte;

		g(old);
	});
	return x;
}

/*
 * check-name: variables of statement expressions are variables
 * check-kinds: declare
 *
 * facts-start
 * 4 declare `x` int | x | ( { pte_t * p = pte ; f ( p ) ; } )
 * 4 declare `p` pte_t * | p | pte
 * 7 declare `old` pte_t | old | * pte
 * facts-end
 */
