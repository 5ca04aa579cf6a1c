// SPDX-License-Identifier: GPL-2.0
int good_old(pte, n)
	pte_t *pte;
	int n;
{
	return f(pte);
}

good_implicit(pte_t *pte)
{
	f(pte);
}

void good_none()
{
	f(0);
}

/*
 * check-name: functions of the old style, and none but void
 * check-kinds: call
 *
 * facts-start
 * 6 call `f(pte)` f | pte
 * 11 call `f(pte)` f | pte
 * 16 call `f(0)` f | 0
 * facts-end
 */
