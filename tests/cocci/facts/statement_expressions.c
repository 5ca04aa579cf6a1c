// SPDX-License-Identifier: GPL-2.0
static int good_statement_expressions(pte_t *pte)
{
	int x = ({ f(pte); 1; });

	x = ({
		y = *pte;
		g(y);
	});
	if (({ h(pte); }))
		return ({ k(pte); 0; });
	return x;
}

/*
 * check-name: statement expressions
 * check-kinds: call assign declare
 *
 * facts-start
 * 4 assign `x = ({ f(pte); 1; })` x | = | ( { f ( pte ) ; 1 ; } )
 * 4 declare `x` int | x | ( { f ( pte ) ; 1 ; } )
 * 4 call `f(pte)` f | pte
 * 6 assign `x = ({ y = *pte; g(y); })` x | = | ( { y = * pte ; g ( y ) ; } )
 * 7 assign `y = *pte` y | = | * pte
 * 8 call `g(y)` g | y
 * 10 call `h(pte)` h | pte
 * 11 call `k(pte)` k | pte
 * facts-end
 */
