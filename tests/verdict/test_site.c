// SPDX-License-Identifier: GPL-2.0
/* What is a write through the mapping, in the function that maps. */
#include "judge.h"

static void nothing_is_done(void **state)
{
	(void)state;
	assert_verdict("`unmap(e);@", "ro");
}

static void reading_is_no_write(void **state)
{
	(void)state;
	assert_verdict("`v = entry_get(e);@ `unmap(e);@", "ro");
	assert_verdict("`v = *e;@ `unmap(e);@", "ro");
	assert_verdict("`v = e[1];@ `unmap(e);@", "ro");
	assert_verdict("`trace_it(e);@ `unmap(e);@", "ro");
	assert_verdict("`if (e == p) `g();@@ `unmap(e);@", "ro");
}

static void writers_by_name(void **state)
{
	(void)state;
	assert_verdict("`set_entry(e);@ `unmap(e);@", "rw");
	assert_verdict("`set_entry(e + 1);@ `unmap(e);@", "rw");
	assert_verdict("`set_entry(&e[1]);@ `unmap(e);@", "rw");
	assert_verdict("`set_entry((long *)e);@ `unmap(e);@", "rw");
	assert_verdict("`atomic_or(1, (long *)e);@ `unmap(e);@", "rw");
	assert_verdict("`WRITE_ONCE(*e, v);@ `unmap(e);@", "rw");
	assert_verdict("`copy_entry(p, e);@ `unmap(e);@", "rw");
	assert_verdict("`set_entry(p);@ `unmap(e);@", "ro");
}

static void stores(void **state)
{
	(void)state;
	assert_verdict("`*e = v;@ `unmap(e);@", "rw");
	assert_verdict("`e[c] = v;@ `unmap(e);@", "rw");
	assert_verdict("`e->low = v;@ `unmap(e);@", "rw");
	assert_verdict("`(*e).low = v;@ `unmap(e);@", "rw");
	assert_verdict("`*(long *)e |= v;@ `unmap(e);@", "rw");
	assert_verdict("`entry_val(*e) = v;@ `unmap(e);@", "rw");
	assert_verdict("`*(e + c) = v;@ `unmap(e);@", "rw");
	assert_verdict("`*e++ = v;@ `unmap(e);@", "rw");
	assert_verdict("`p[0] = v;@ `unmap(e);@", "ro");
}

static void aliases(void **state)
{
	(void)state;
	assert_verdict("`p = e;@ `set_entry(p);@ `unmap(e);@", "rw");
	assert_verdict("`p = (entry_t *)e;@ `*p = v;@ `unmap(e);@", "rw");
	assert_verdict("`p = e + c;@ `set_entry(p - 1);@ `unmap(e);@", "rw");
	assert_verdict("`p = c ? e : p;@ `set_entry(p);@ `unmap(e);@", "rw");
	assert_verdict("`p = &e[2];@ `set_entry(p);@ `unmap(e);@", "rw");
	assert_verdict("`p = e;@ `p = other;@ `set_entry(p);@ `unmap(e);@", "ro");
}

/* What is passed is no plain place, and may be the mapping. */
static void choices_as_arguments(void **state)
{
	(void)state;
	assert_verdict("`set_entry(c ? e : p);@ `unmap(e);@", "rw");
	assert_verdict("`set_entry((c, e));@ `unmap(e);@", "rw");
	assert_verdict("`set_entry(p = e);@ `unmap(e);@", "rw");
	assert_with("`g(c ? e : p);@ `unmap(e);@", ", {'name': 'g', 'params': ['entry_t *x'],\n"
		    " 'text': 'void g(x)\n{\n`set_entry(x);@\n}\n'}", "rw");
}

static void choices_as_targets(void **state)
{
	(void)state;
	assert_verdict("`*(c ? e : p) = v;@ `unmap(e);@", "rw");
	assert_verdict("`0[e] = v;@ `unmap(e);@", "rw");
}

static void inline_assembly_writes(void **state)
{
	(void)state;
	assert_verdict("`asm volatile(\"st %0\" : : \"r\" (e));@ `unmap(e);@", "rw");
	assert_verdict("`asm volatile(\"st %0\" : : \"r\" (p));@ `unmap(e);@", "ro");
}

static void after_the_end_nothing_counts(void **state)
{
	(void)state;
	assert_verdict("`unmap(e);@ `set_entry(e);@", "ro");
	assert_verdict("`unmap_unlock(e, l);@ `set_entry(e);@", "ro");
	assert_verdict("`if (c) `unmap(e);@@ `set_entry(e);@", "rw");
}

static void nor_where_it_is_not_mapped(void **state)
{
	(void)state;
	assert_judged(MAPPED_IN "`e = map(t, &l);@ `if (!e) `{ `set_entry(e);@ `return;@ }@@\n"
		      " `unmap(e);@\n}\n'}]", "ro");
	assert_judged(MAPPED_IN "`e = map(t, &l);@ `if (e == NULL) `set_entry(e);@ else\n"
		      " `unmap(e);@@\n}\n'}]", "ro");
	assert_judged(MAPPED_IN "`set_entry(e);@ `e = map(t, &l);@ `if (e) `unmap(e);@@\n}\n'}]",
		      "ro");
	assert_judged(MAPPED_IN "`e = map(t, &l);@ `if (likely(e)) `{ `set_entry(e);@\n"
		      " `unmap(e);@ }@@\n}\n'}]", "rw");
}

static void another_mapping_takes_its_place(void **state)
{
	(void)state;
	assert_verdict("`unmap(e);@ `e = map_lock(t, &l);@ `set_entry(e);@ `unmap(e);@", "ro");
}

static void structs_hold_mappings(void **state)
{
	(void)state;
	assert_with("`s.e = e;@ `g(&s);@ `unmap(e);@",
		    CALLEE("'struct s *x'", "`set_entry(x->e);@"), "rw");
	assert_with("`s.e = e;@ `g(&s);@ `unmap(e);@",
		    CALLEE("'struct s *x'", "`v = entry_get(x->e);@"), "ro");
}

static void structs_by_dereference(void **state)
{
	(void)state;
	assert_with("`s.e = e;@ `g(&s);@ `unmap(e);@",
		    CALLEE("'struct s *x'", "`set_entry((*x).e);@"), "rw");
}

static void elements_of_arrays_hold_mappings(void **state)
{
	(void)state;
	assert_with("`a[1].e = e;@ `g(&a[1]);@ `unmap(e);@",
		    CALLEE("'struct s *x'", "`set_entry(x->e);@"), "rw");
}

static void copies_of_structs_hold_mappings(void **state)
{
	(void)state;
	assert_with("`s.e = e;@ `g(&s);@ `unmap(e);@",
		    ", {'name': 'g', 'params': ['struct s *x'], 'declares': ['struct s copy'],\n"
		    " 'text': 'void g(x)\n{\nstruct s copy;\n`copy = *x;@ `set_entry(copy.e);@\n"
		    "\n}\n'}", "rw");
}

static void a_write_counts_more_than_what_is_not_known(void **state)
{
	(void)state;
	assert_verdict("`unheard_of(e);@ `set_entry(e);@ `unmap(e);@", "rw");
}

static void loops_end(void **state)
{
	(void)state;
	assert_verdict("`while (c) `v = entry_get(e++);@@ `unmap(e - 1);@", "ro");
	assert_verdict("`for (;;) `{ `if (c) `break;@@ `set_entry(e);@ `e++;@ }@@ `unmap(e);@",
		       "rw");
	assert_verdict("`again: `v = entry_get(e);@@ `if (c) `goto again;@@ `unmap(e);@", "ro");
}

/* base + (pte - base) is pte: it may be, and nothing says that it is meant */
static void sums_with_another_pointer_may_be_it(void **state)
{
	(void)state;
	assert_verdict("`*(p + (e - p)) = v;@ `unmap(e);@", "manual");
	assert_verdict("`p[e - p] = v;@ `unmap(e);@", "manual");
	assert_verdict("`*(p - (p - e)) = v;@ `unmap(e);@", "manual");
	assert_verdict("`c = e - p;@ `p[c] = v;@ `unmap(e);@", "manual");
	assert_verdict("`set_entry(p + (e - p));@ `unmap(e);@", "manual");
	assert_verdict("`set_entry(&p[e - p]);@ `unmap(e);@", "manual");
	assert_with("`g(p, e - p);@ `unmap(e);@", ", {'name': 'g', 'params': ['entry_t *x', 'int n'],\n"
		    " 'text': 'void g(x, n)\n{\n`set_entry(x + n);@\n}\n'}", "manual");
}

static void differences_within_it_are_numbers(void **state)
{
	(void)state;
	assert_verdict("`p = e + 1;@ `c = p - e;@ `unheard_of(c);@ `unmap(e);@", "ro");
	assert_verdict("`p = e;@ `s.tab[p - e] = v;@ `unmap(e);@", "ro");
	assert_verdict("`p = e;@ `unheard_of(c + (p - e) * 8);@ `unmap(e);@", "ro");
	assert_verdict("`p = e;@ `c = p - e;@ `p[c] = v;@ `unmap(e);@", "rw");
}

/* An index, a condition: they say where a store goes, and are not stored to. */
static void what_only_chooses_the_target_is_read(void **state)
{
	(void)state;
	assert_verdict("`s.tab[entry_get(e)] = v;@ `unmap(e);@", "ro");
	assert_verdict("`s.tab[e->low & 7] = v;@ `unmap(e);@", "ro");
	assert_verdict("`*(entry_none(*e) ? &s.a : &s.b) = v;@ `unmap(e);@", "ro");
	assert_verdict("`*(e == p ? &s.a : &s.b) = v;@ `unmap(e);@", "ro");
	assert_verdict("`*(c ? &e[1] : p) = v;@ `unmap(e);@", "rw");
	assert_verdict("`c[e] = v;@ `unmap(e);@", "rw");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_done),
		cmocka_unit_test(reading_is_no_write),
		cmocka_unit_test(writers_by_name),
		cmocka_unit_test(stores),
		cmocka_unit_test(aliases),
		cmocka_unit_test(choices_as_arguments),
		cmocka_unit_test(choices_as_targets),
		cmocka_unit_test(inline_assembly_writes),
		cmocka_unit_test(after_the_end_nothing_counts),
		cmocka_unit_test(nor_where_it_is_not_mapped),
		cmocka_unit_test(another_mapping_takes_its_place),
		cmocka_unit_test(structs_hold_mappings),
		cmocka_unit_test(structs_by_dereference),
		cmocka_unit_test(elements_of_arrays_hold_mappings),
		cmocka_unit_test(copies_of_structs_hold_mappings),
		cmocka_unit_test(a_write_counts_more_than_what_is_not_known),
		cmocka_unit_test(loops_end),
		cmocka_unit_test(sums_with_another_pointer_may_be_it),
		cmocka_unit_test(differences_within_it_are_numbers),
		cmocka_unit_test(what_only_chooses_the_target_is_read),
	};

	return cmocka_run_group_tests(tests, load_vocabulary, free_vocabulary);
}
