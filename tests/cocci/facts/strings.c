// SPDX-License-Identifier: GPL-2.0
static void good_commas_in_strings(pte_t *pte)
{
	log("a, b (%s)", name(pte), ", \"x\"", ',');
	set(")", pte);
}

/*
 * check-name: what stands in a literal separates no arguments
 * check-kinds: call
 *
 * facts-start
 * 4 call `log("a, b (%s)", name(pte), ", \"x\"", ',')` log | "a, b (%s)" | name ( pte ) | ", \"x\"" | ','
 * 4 call `name(pte)` name | pte
 * 5 call `set(")", pte)` set | ")" | pte
 * facts-end
 */
