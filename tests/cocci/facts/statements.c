// SPDX-License-Identifier: GPL-2.0
static int good_statements(int a)
{
	int b = 1;

	if (a)
		one();
	else if (b) {
		two();
	} else
		three();
	for (;;)
		break;
	while (a) {
		continue;
	}
	do
		four();
	while (a);
	switch (a) {
	case 1:
	case 2:
		five();
		fallthrough;
	default:
		six();
	}
	goto out;
out:
	;
	return 0;
}

/*
 * check-name: extents of statements
 * check-kinds: statement
 *
 * facts-start
 * 6 statement `if (a) one(); else if (b) { two(); } else three();`
 * 7 statement `one();`
 * 8 statement `if (b) { two(); } else three();`
 * 8 statement `{ two(); }`
 * 9 statement `two();`
 * 11 statement `three();`
 * 12 statement `for (;;) break;`
 * 13 statement `break;`
 * 14 statement `while (a) { continue; }`
 * 14 statement `{ continue; }`
 * 15 statement `continue;`
 * 17 statement `do four(); while (a);`
 * 18 statement `four();`
 * 20 statement `switch (a) { case 1: case 2: five(); fallthrough; default: six(); }`
 * 21 statement `case 1: case 2: five();`
 * 22 statement `case 2: five();`
 * 23 statement `five();`
 * 24 statement `fallthrough;`
 * 25 statement `default: six();`
 * 26 statement `six();`
 * 28 statement `goto out;`
 * 29 statement `out: ;`
 * 30 statement `;`
 * 31 statement `return 0;`
 * facts-end
 */
