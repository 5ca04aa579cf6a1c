// SPDX-License-Identifier: GPL-2.0
static void good_iterators(struct list_head *head)
{
	list_for_each_entry(a, head, list)
		one(a);
	for_each_possible_cpu(cpu) {
		two(cpu);
		if (cpu)
			break;
	}
	DEFINE_SOMETHING(x);
	lockdep_assert_held(&x);
	WARN_ON_ONCE(!head);
	trace_it(head)
	three();
}

/*
 * check-name: macros as statements and iterators
 * check-kinds: statement call
 *
 * facts-start
 * 4 statement `list_for_each_entry(a, head, list) one(a);`
 * 5 statement `one(a);`
 * 5 call `one(a)` one | a
 * 6 statement `for_each_possible_cpu(cpu) { two(cpu); if (cpu) break; }`
 * 6 statement `{ two(cpu); if (cpu) break; }`
 * 7 statement `two(cpu);`
 * 7 call `two(cpu)` two | cpu
 * 8 statement `if (cpu) break;`
 * 9 statement `break;`
 * 11 statement `DEFINE_SOMETHING(x);`
 * 11 call `DEFINE_SOMETHING(x)` DEFINE_SOMETHING | x
 * 12 statement `lockdep_assert_held(&x);`
 * 12 call `lockdep_assert_held(&x)` lockdep_assert_held | & x
 * 13 statement `WARN_ON_ONCE(!head);`
 * 13 call `WARN_ON_ONCE(!head)` WARN_ON_ONCE | ! head
 * 14 call `trace_it(head)` trace_it | head
 * 14 statement `trace_it(head)`
 * 15 statement `three();`
 * 15 call `three()` three
 * facts-end
 */
