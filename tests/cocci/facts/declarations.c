// SPDX-License-Identifier: GPL-2.0
static void good_declarations(pte_t *unused)
{
	pte_t *one, **two, three[4], four;
	spinlock_t *ptl = NULL;
	struct vm_fault vmf = { .pte = unused, .vma = { 1, 2 }, };
	unsigned long long n = 1, m;
	const pte_t *volatile cv;
	static pte_t kept;
	int (*fn)(pte_t *p);
	enum e e;
	typeof(*unused) t;

	if (n) {
		pte_t inner = *unused;

		f(inner);
	}
}

/*
 * check-name: which variables there are, and of which type
 * check-kinds: declare
 *
 * facts-start
 * 4 declare `one` pte_t * | one
 * 4 declare `two` pte_t * * | two
 * 4 declare `three` pte_t [ 4 ] | three
 * 4 declare `four` pte_t | four
 * 5 declare `ptl` spinlock_t * | ptl | NULL
 * 6 declare `vmf` struct vm_fault | vmf | { . pte = unused , . vma = { 1 , 2 , } , }
 * 7 declare `n` unsigned long long | n | 1
 * 7 declare `m` unsigned long long | m
 * 8 declare `cv` const pte_t * volatile | cv
 * 9 declare `kept` pte_t | kept
 * 10 declare `fn` int ( * ) ( pte_t * p ) | fn
 * 11 declare `e` enum e | e
 * 12 declare `t` typeof ( * unused ) | t
 * 15 declare `inner` pte_t | inner | * unused
 * facts-end
 */
