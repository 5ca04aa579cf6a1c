// SPDX-License-Identifier: GPL-2.0
static void bad_syntax(pte_t *pte)
{
	f(pte;
	g(pte);
}

static void good_beside(pte_t *pte)
{
	g(pte);
}

#define bad_paste(x)	x##_lock pte = {
#define bad_header(p)	if (p) else

/*
 * check-name: definitions that spatch cannot parse are told as such
 * check-kinds: call
 *
 * facts-start
 * 2 unparsed bad_syntax
 * 10 call `g(pte)` g | pte
 * 13 unparsed bad_paste
 * 14 unparsed bad_header
 * facts-end
 */
