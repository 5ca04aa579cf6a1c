// SPDX-License-Identifier: GPL-2.0
/* Paths through what stands one after the other, and through conditions. */
#include "paths.h"

static void one_after_the_other(void **state)
{
	(void)state;
	assert_paths("", "\n");
	assert_paths("`a();@", "a();\n");
	assert_paths("`a();@ `b();@", "a(); b();\n");
	assert_paths("`a();@ `{ `b();@ `{ `c();@ }@ }@", "a(); b(); c();\n");
	assert_paths("`;@ `a();@", "; a();\n");
}

static void nothing_after_a_return(void **state)
{
	(void)state;
	assert_paths("`a();@ `return 1;@ `b();@", "a(); return 1;\n");
}

static void if_without_else(void **state)
{
	(void)state;
	assert_paths("`if (a) `b();@@ `c();@", "a+ b(); c();\na- c();\n");
	assert_paths("`if (a) `{ `b();@ `c();@ }@@ `d();@", "a+ b(); c(); d();\na- d();\n");
	assert_paths("`if (a) `return;@@ `d();@", "a+ return;\na- d();\n");
	assert_paths("`if (a) `{ }@@ `d();@", "a+ d();\na- d();\n");
	assert_paths("`if (f(a, (b))) `c();@@", "f(a, (b))+ c();\nf(a, (b))-\n");
}

static void if_with_else(void **state)
{
	(void)state;
	assert_paths("`if (a) `b();@ else `c();@@ `d();@", "a+ b(); d();\na- c(); d();\n");
	assert_paths("`if (a) `{ `b();@ }@ else `{ `c();@ }@@", "a+ b();\na- c();\n");
	assert_paths("`if (a) `b();@ else `if (c) `d();@ else `e();@@@ `g();@",
		     "a+ b(); g();\na- c+ d(); g();\na- c- e(); g();\n");
}

static void the_nearest_if_has_the_else(void **state)
{
	(void)state;
	assert_paths("`if (a) `if (b) `c();@ else `d();@@@ `e();@",
		     "a+ b+ c(); e();\na+ b- d(); e();\na- e();\n");
	assert_paths("`if (a) `{ `if (b) `c();@@ }@ else `d();@@",
		     "a+ b+ c();\na+ b-\na- d();\n");
}

/* Statements that spatch does not tell: empty branches */
static void branches_without_a_statement(void **state)
{
	(void)state;
	assert_paths("`if (a) ; else `b();@@ `c();@", "a+ c();\na- b(); c();\n");
	assert_paths("`if (a) ;@ `c();@", "a+ c();\na- c();\n");
}

static void short_circuits(void **state)
{
	(void)state;
	assert_paths("`if (a && b) `c();@@", "a+ b+ c();\na+ b-\na-\n");
	assert_paths("`if (a || b) `c();@@", "a+ c();\na- b+ c();\na- b-\n");
	assert_paths("`if (!a) `c();@@", "a+\na- c();\n");
	assert_paths("`if (!(a && b)) `c();@@", "a+ b+\na+ b- c();\na- c();\n");
	assert_paths("`if (!a && b) `c();@@", "a+\na- b+ c();\na- b-\n");
	assert_paths("`if (a || b && c) `d();@@",
		     "a+ d();\na- b+ c+ d();\na- b+ c-\na- b-\n");
	assert_paths("`if ((a || b) && c) `d();@@",
		     "a+ c+ d();\na+ c-\na- b+ c+ d();\na- b+ c-\na- b-\n");
	assert_paths("`if (!!a) `c();@@", "a+ c();\na-\n");
}

static void transparent_calls(void **state)
{
	(void)state;
	assert_paths("`if (likely(a && !b)) `c();@@", "a+ b+\na+ b- c();\na-\n");
	assert_paths("`if (unlikely(!a) || b) `c();@@", "a+ b+ c();\na+ b-\na- c();\n");
	assert_paths("`if (opaque(a && b)) `c();@@", "opaque(a && b)+ c();\nopaque(a && b)-\n");
}

/* A comparison negated is no negated operand, nor is what a comma ends with. */
static void conditions_that_stay_whole(void **state)
{
	(void)state;
	assert_paths("`if (!a == b) `c();@@", "!a == b+ c();\n!a == b-\n");
	assert_paths("`if (x = a || b) `c();@@", "x = a || b+ c();\nx = a || b-\n");
	assert_paths("`if (a ? b : c || d) `e();@@", "a ? b : c || d+ e();\na ? b : c || d-\n");
	assert_paths("`if (a, b || c) `e();@@", "a, b || c+ e();\na, b || c-\n");
}

static void negation_of_a_comparison_by_order(void **state)
{
	(void)state;
	assert_paths("`if (!a < b) `c();@@", "!a < b+ c();\n!a < b-\n");
	assert_paths("`if (!a & b) `c();@@", "!a & b+ c();\n!a & b-\n");
}

static void maybe_evaluated(void **state)
{
	const struct flow *flow;
	bool maybe = false, plain = false;

	(void)state;
	load_functions("[{'name': 'f', 'text': 'void f(void)\n{\n`x = a ? b() : c();@ `d();@\n"
		       " `e({ `g();@ });@\n}\n'}]");
	flow = flow_of(function_named("f"));
	for (int i = 0; i < flow->count; i++) {
		const char *text = function_named("f")->text + flow->nodes[i].start;

		if (flow->nodes[i].start == flow->nodes[i].end)
			continue;
		if (*text == 'd')
			plain = !flow->nodes[i].maybe;
		else
			maybe = flow->nodes[i].maybe;
	}
	assert_true(maybe);
	assert_true(plain);
}

static void a_graph_is_built_once(void **state)
{
	(void)state;
	load_functions("[{'name': 'f', 'text': 'void f(void)\n{\n`a();@\n}\n'}]");
	assert_ptr_equal(flow_of(function_named("f")), flow_of(function_named("f")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_after_the_other),
		cmocka_unit_test(nothing_after_a_return),
		cmocka_unit_test(if_without_else),
		cmocka_unit_test(if_with_else),
		cmocka_unit_test(the_nearest_if_has_the_else),
		cmocka_unit_test(branches_without_a_statement),
		cmocka_unit_test(short_circuits),
		cmocka_unit_test(transparent_calls),
		cmocka_unit_test(conditions_that_stay_whole),
		cmocka_unit_test(negation_of_a_comparison_by_order),
		cmocka_unit_test(maybe_evaluated),
		cmocka_unit_test(a_graph_is_built_once),
	};

	return cmocka_run_group_tests(tests, load_vocabulary, free_vocabulary);
}
