// SPDX-License-Identifier: GPL-2.0
static void good_alternatives(pte_t *pte)
{
#ifdef CONFIG_ONE
	one(pte);
#elif defined(CONFIG_TWO)
	two(pte);
#else
	three(pte);
#endif
#if 0
	four(pte);
#endif
#ifdef CONFIG_FIVE
	if (five(pte))
#endif
		six(pte);
}

/*
 * check-name: alternatives of the preprocessor are all there
 * check-kinds: statement call
 *
 * facts-start
 * 5 statement `one(pte);`
 * 5 call `one(pte)` one | pte
 * 7 statement `two(pte);`
 * 7 call `two(pte)` two | pte
 * 9 statement `three(pte);`
 * 9 call `three(pte)` three | pte
 * 15 statement `if (five(pte)) #endif six(pte);`
 * 15 call `five(pte)` five | pte
 * 17 statement `six(pte);`
 * 17 call `six(pte)` six | pte
 * facts-end
 */
