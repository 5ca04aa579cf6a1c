// SPDX-License-Identifier: GPL-2.0
/* What a call does with the mapping: by its definition, a macro or another name. */
#include "judge.h"

static void callees(void **state)
{
	(void)state;
	assert_with("`g(e);@ `unmap(e);@", CALLEE("'entry_t *x'", "`set_entry(x);@"), "rw");
	assert_with("`g(e);@ `unmap(e);@", CALLEE("'entry_t *x'", "`v = entry_get(x);@"), "ro");
	assert_with("`g(v, e);@ `unmap(e);@", CALLEE("'entry_t *x', 'entry_t *y'",
						     "`set_entry(x);@"), "ro");
	assert_with("`g(e);@ `set_entry(e);@", CALLEE("'entry_t *x'", "`unmap(x);@"), "ro");
	assert_with("`g(&e);@ `set_entry(e);@", CALLEE("'entry_t **x'", "`unmap(*x);@"), "ro");
	assert_with("`g(e);@ `unmap(e);@", CALLEE("'entry_t *x'", "`h(x);@")
		    ", {'name': 'h', 'params': ['entry_t *y'],\n"
		    " 'text': 'void h(y)\n{\n`*y = 0;@\n}\n'}", "rw");
	assert_with("`g(e);@ `unmap(e);@", CALLEE("'entry_t *x'", "`g(x);@"), "ro");
}

static void flags_of_callees(void **state)
{
	(void)state;
	assert_with("`g(e, true);@ `unmap(e);@",
		    CALLEE("'entry_t *x', 'bool y'", "`if (y) `set_entry(x);@@"), "rw");
	assert_with("`g(e, false);@ `unmap(e);@",
		    CALLEE("'entry_t *x', 'bool y'", "`if (y) `set_entry(x);@@"), "ro");
}

static void macros_write_what_they_name(void **state)
{
	(void)state;
	assert_with("`g(*e);@ `unmap(e);@", ", {'name': 'g', 'macro': true, 'params':\n"
		    " ['entry_t *x'], 'text': 'void g(x) {`x = 0;@}\n'}", "rw");
	assert_with("`g(*e);@ `unmap(e);@", CALLEE("'entry_t x'", "`x = 0;@"), "ro");
}

static void aliases_of_names(void **state)
{
	(void)state;
	assert_with("`g(e);@ `unmap(e);@", ", {'name': 'g', 'alias': 'set_entry'}", "rw");
}

/* One architecture's name for it, and another's */
static void aliases_by_architecture(void **state)
{
	(void)state;
	assert_with("`g(e);@ `unmap(e);@", ", {'name': 'g', 'alias': 'set_entry',\n"
		    " 'file': 'arch/a/g.h'}, {'name': 'g', 'alias': 'entry_get',\n"
		    " 'file': 'arch/b/g.h'}", "rw");
	assert_with("`g(e);@ `unmap(e);@", ", {'name': 'g', 'alias': 'set_entry',\n"
		    " 'file': 'arch/a/g.h'}" CALLEE("'entry_t *x'", "`v = entry_get(x);@"), "rw");
}

static void aliases_that_lead_nowhere(void **state)
{
	(void)state;
	assert_with("`g(e);@ `unmap(e);@", ", {'name': 'g', 'alias': 'unheard_of'}", "manual");
	assert_with("`g(e);@ `unmap(e);@", ", {'name': 'g', 'alias': 'h'},\n"
		    " {'name': 'h', 'alias': 'g'}", "manual");
}

static void more_definitions_than_are_followed(void **state)
{
	const char *others = "";

	(void)state;
	for (int i = 0; i < 120; i++)
		others = arena_printf("%s, {'name': 'g', 'file': 'arch/a%d/g.c', 'params':\n"
				      " ['entry_t *x'], 'text': 'void g(x)\n{\n%s\n}\n'}", others, i,
				      i == 119 ? "`set_entry(x);@" : "`v = entry_get(x);@");
	assert_with("`g(e);@ `unmap(e);@", others, "rw");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(callees),
		cmocka_unit_test(flags_of_callees),
		cmocka_unit_test(macros_write_what_they_name),
		cmocka_unit_test(aliases_of_names),
		cmocka_unit_test(aliases_by_architecture),
		cmocka_unit_test(aliases_that_lead_nowhere),
		cmocka_unit_test(more_definitions_than_are_followed),
	};

	return cmocka_run_group_tests(tests, load_vocabulary, free_vocabulary);
}
