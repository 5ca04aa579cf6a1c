// SPDX-License-Identifier: GPL-2.0
static int good_calls(struct ops *ops, pte_t *pte)
{
	f(g(h(1), 2), pte + i);
	ops->clear(&ops->pte, *pte);
	(*ops->other)(pte);
	ops->table[3](pte);
	empty();
	if (test(pte) && !again(pte))
		for (i = first(); more(i); i = next(i))
			body(pte[i]);
	while (likely(w(pte)))
		;
	do {
		x = c ? yes(pte) : no(pte);
	} while (d(pte));
	switch (kind(pte)) {
	case ONE:
		return last(pte);
	}
	a[index(pte)] = (pte_t)value(pte);
	return sizeof(pte_t) + (int)cast(pte), comma(pte);
}

/*
 * check-name: calls: nested, through pointers, in conditions and headers
 * check-kinds: call
 *
 * facts-start
 * 4 call `f(g(h(1), 2), pte + i)` f | g ( h ( 1 ) , 2 ) | pte + i
 * 4 call `g(h(1), 2)` g | h ( 1 ) | 2
 * 4 call `h(1)` h | 1
 * 5 call `ops->clear(&ops->pte, *pte)` ops -> clear | & ops -> pte | * pte
 * 6 call `(*ops->other)(pte)` ( * ops -> other ) | pte
 * 7 call `ops->table[3](pte)` ops -> table [ 3 ] | pte
 * 8 call `empty()` empty
 * 9 call `test(pte)` test | pte
 * 9 call `again(pte)` again | pte
 * 10 call `first()` first
 * 10 call `more(i)` more | i
 * 10 call `next(i)` next | i
 * 11 call `body(pte[i])` body | pte [ i ]
 * 12 call `likely(w(pte))` likely | w ( pte )
 * 12 call `w(pte)` w | pte
 * 15 call `yes(pte)` yes | pte
 * 15 call `no(pte)` no | pte
 * 16 call `d(pte)` d | pte
 * 17 call `kind(pte)` kind | pte
 * 19 call `last(pte)` last | pte
 * 21 call `index(pte)` index | pte
 * 21 call `value(pte)` value | pte
 * 22 call `cast(pte)` cast | pte
 * 22 call `comma(pte)` comma | pte
 * facts-end
 */
