// SPDX-License-Identifier: GPL-2.0
static void good_declaration_in_for(pte_t *pte)
{
	for (pte_t *p = pte; more(p); p++)
		set(p);
}

/*
 * check-name: a variable that a for loop declares is one, and has a value
 * check-kinds: call assign declare step
 *
 * facts-start
 * 4 assign `p = pte` p | = | pte
 * 4 declare `p` pte_t * | p | pte
 * 4 call `more(p)` more | p
 * 4 step `p` p
 * 5 call `set(p)` set | p
 * facts-end
 */
