// SPDX-License-Identifier: GPL-2.0
static void good_assignments(pte_t *pte, struct s *s)
{
	pte_t *a = pte, *b, c = *pte;
	struct s local = { .pte = pte, .n = 1 };

	b = a = pte;
	*b = c;
	b[1] = b[2];
	s->pte->low = 3;
	pte_val(*b) = 4;
	x += 1; x <<= 2; x ^= 3;
	if ((a = f()) != NULL)
		while (!(b = g()))
			;
	for (a = pte, i = 0; i < 3; i++, a++)
		--x;
	*a++ = c;
	(*s).m = c ? a : b;
	y = x == 3;
	return z = 1;
}

/*
 * check-name: what is assigned: operators, chains, conditions, initialisers
 * check-kinds: assign step
 *
 * facts-start
 * 4 assign `a = pte` a | = | pte
 * 4 assign `c = *pte` c | = | * pte
 * 7 assign `b = a = pte` b | = | a = pte
 * 7 assign `a = pte` a | = | pte
 * 8 assign `*b = c` * b | = | c
 * 9 assign `b[1] = b[2]` b [ 1 ] | = | b [ 2 ]
 * 10 assign `s->pte->low = 3` s -> pte -> low | = | 3
 * 11 assign `pte_val(*b) = 4` pte_val ( * b ) | = | 4
 * 12 assign `x += 1` x | += | 1
 * 12 assign `x <<= 2` x | <<= | 2
 * 12 assign `x ^= 3` x | ^= | 3
 * 13 assign `a = f()` a | = | f ( )
 * 14 assign `b = g()` b | = | g ( )
 * 16 assign `a = pte` a | = | pte
 * 16 assign `i = 0` i | = | 0
 * 16 step `i` i
 * 16 step `a` a
 * 17 step `x` x
 * 18 assign `*a++ = c` * a ++ | = | c
 * 18 step `a` a
 * 19 assign `(*s).m = c ? a : b` ( * s ) . m | = | c ? a : b
 * 20 assign `y = x == 3` y | = | x == 3
 * 21 assign `z = 1` z | = | 1
 * facts-end
 */
