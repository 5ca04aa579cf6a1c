// SPDX-License-Identifier: GPL-2.0
/* Paths through loops, switches and jumps. */
#include "paths.h"

static void while_loops(void **state)
{
	(void)state;
	assert_paths("`while (a) `b();@@ `c();@", "a+ b(); ^a\na- c();\n");
	assert_paths("`while (a) `{ `if (b) `break;@@ `if (c) `continue;@@ `d();@ }@@ `e();@",
		     "a+ b+ e();\na+ b- c+ ^a\na+ b- c- d(); ^a\na- e();\n");
	assert_paths("`while (a && b) `c();@@ `d();@", "a+ b+ c(); ^a\na+ b- d();\na- d();\n");
}

static void loops_without_a_body(void **state)
{
	(void)state;
	assert_paths("`while (a && b) ;@ `c();@", "a+ b+ ^a\na+ b- c();\na- c();\n");
	assert_paths("`for (i = 0; a; i++) ;@ `c();@", "i = 0 a+ i++ ^a\ni = 0 a- c();\n");
}

static void do_loops(void **state)
{
	(void)state;
	assert_paths("`do `b();@ while (a);@ `c();@", "b(); a+ ^b();\nb(); a- c();\n");
	assert_paths("`do `{ `if (b) `break;@@ `if (c) `continue;@@ `d();@ }@ while (a);@ `e();@",
		     "b+ e();\nb- c+ a+ ^b\nb- c+ a- e();\n"
		     "b- c- d(); a+ ^b\nb- c- d(); a- e();\n");
	assert_paths("`do `{ `a();@ }@ while (b || c);@ `d();@",
		     "a(); b+ ^a();\na(); b- c+ ^a();\na(); b- c- d();\n");
}

static void for_loops(void **state)
{
	(void)state;
	assert_paths("`for (i = 0; i < n; i++) `b();@@ `c();@",
		     "i = 0 i < n+ b(); i++ ^i < n\ni = 0 i < n- c();\n");
	assert_paths("`for (; a; ) `{ `if (b) `continue;@@ `c();@ }@@ `d();@",
		     "a+ b+ ^a\na+ b- c(); ^a\na- d();\n");
	assert_paths("`for (;;) `{ `if (a) `break;@@ }@@ `b();@", "a+ b();\na- ^a\n");
	assert_paths("`for (;; p++) `if (a) `return;@@@ `b();@", "a+ return;\na- p++ ^a\n");
	assert_paths("`for (a = 1, b = f(2, 3); ok(b, \";\"); a++, b++) `c();@@",
		     "a = 1, b = f(2, 3) ok(b, \";\")+ c(); a++, b++ ^ok(b, \";\")\n"
		     "a = 1, b = f(2, 3) ok(b, \";\")-\n");
}

static void loops_in_loops(void **state)
{
	(void)state;
	assert_paths("`while (a) `{ `while (b) `{ `if (c) `break;@@ `d();@ }@@ `e();@ }@@ `g();@",
		     "a+ b+ c+ e(); ^a\na+ b+ c- d(); ^b\na+ b- e(); ^a\na- g();\n");
}

static void iterators(void **state)
{
	(void)state;
	assert_paths("`for_each_entry(a, b) `c();@@ `d();@", "c(); ^c();\nc(); d();\nd();\n");
	assert_paths("`for_each_entry(a, b) `{ `if (c) `break;@@ `d();@ }@@ `e();@",
		     "c+ e();\nc- d(); ^c\nc- d(); e();\ne();\n");
}

static void gotos(void **state)
{
	(void)state;
	assert_paths("`if (a) `goto out;@@ `b();@ `out: `c();@@",
		     "a+ goto out; c();\na- b(); c();\n");
	assert_paths("`again: `a();@@ `if (b) `goto again;@@ `c();@",
		     "a(); b+ goto again; ^a();\na(); b- c();\n");
	assert_paths("`while (a) `{ `b();@ `if (c) `goto out;@@ }@@ `d();@ `out: `e();@@",
		     "a+ b(); c+ goto out; e();\na+ b(); c- ^a\na- d(); e();\n");
}

static void labels_one_behind_the_other(void **state)
{
	(void)state;
	assert_paths("`if (a) `goto one;@@ `if (b) `goto two;@@ `c();@ `one: `two: `d();@@@ `e();@",
		     "a+ goto one; d(); e();\na- b+ goto two; d(); e();\na- b- c(); d(); e();\n");
}

/* Into a block, as error paths do. */
static void a_goto_into_a_block(void **state)
{
	(void)state;
	assert_paths("`if (a) `goto in;@@ `if (b) `{ `in: `c();@@ `d();@ }@@ `e();@",
		     "a+ goto in; c(); d(); e();\na- b+ c(); d(); e();\na- b- e();\n");
}

/* Nobody knows where it leads: to the end, then. */
static void a_goto_to_nowhere(void **state)
{
	(void)state;
	assert_paths("`goto nowhere;@ `a();@", "goto nowhere;\n");
	assert_paths("`goto *table[i];@ `a();@", "goto *table[i];\n");
}

static void switches(void **state)
{
	(void)state;
	assert_paths("`switch (a) { `case 1: `b();@@ `break;@ `case 2: `c();@@ `break;@\n"
		     " `default: `d();@@ }@ `e();@",
		     "a b(); e();\na c(); e();\na d(); e();\n");
	assert_paths("`switch (a) { `case 1: `b();@@ `break;@ }@ `e();@",
		     "a b(); e();\na e();\n");
}

static void switches_fall_through(void **state)
{
	(void)state;
	assert_paths("`switch (a) { `case 1: `b();@@ `case 2: `c();@@ `break;@ `case 3: `case 4:\n"
		     " `d();@@@ }@ `e();@",
		     "a b(); c(); e();\na c(); e();\na d(); e();\na e();\n");
	assert_paths("`switch (a) { `default: `b();@@ `case 1: `c();@@ }@",
		     "a b(); c();\na c();\n");
	assert_paths("`switch (f(a)) { `case A ... B: `return 1;@@ `case C: `{ `d();@ `break;@ }@@ }@",
		     "f(a)\nf(a) d();\nf(a) return 1;\n");
}

static void switches_in_loops_and_switches(void **state)
{
	(void)state;
	assert_paths("`while (a) `{ `switch (b) { `case 1: `continue;@@ `case 2: `break;@@\n"
		     " `default: `return;@@ }@ `c();@ }@@",
		     "a+ b ^a\na+ b c(); ^a\na+ b return;\na-\n");
	assert_paths("`switch (a) { `case 1: `switch (b) { `case 2: `c();@@ `break;@ }@@ `break;@\n"
		     " `case 3: `d();@@ }@",
		     "a\na b\na b c();\na d();\n");
}

/* What stands between switch and its first case is not reached. */
static void a_switch_begins_at_its_cases(void **state)
{
	(void)state;
	assert_paths("`switch (a) { `b();@ `case 1: `c();@@ }@", "a\na c();\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(while_loops),
		cmocka_unit_test(loops_without_a_body),
		cmocka_unit_test(do_loops),
		cmocka_unit_test(for_loops),
		cmocka_unit_test(loops_in_loops),
		cmocka_unit_test(iterators),
		cmocka_unit_test(gotos),
		cmocka_unit_test(labels_one_behind_the_other),
		cmocka_unit_test(a_goto_into_a_block),
		cmocka_unit_test(a_goto_to_nowhere),
		cmocka_unit_test(switches),
		cmocka_unit_test(switches_fall_through),
		cmocka_unit_test(switches_in_loops_and_switches),
		cmocka_unit_test(a_switch_begins_at_its_cases),
	};

	return cmocka_run_group_tests(tests, load_vocabulary, free_vocabulary);
}
