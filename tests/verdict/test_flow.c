// SPDX-License-Identifier: GPL-2.0
/*
 * The control-flow graph, as the paths through it.
 *
 * A path is what is met on it, one blank between: a condition with + where it
 * is true and - where it is false, all else as it stands in the text. A path
 * that comes back to where it was ends there, with ^.
 */
#include "facts.h"

enum { MOST_PATHS = 64 };

struct paths {
	const struct function *function;
	const struct flow *flow;
	const char *all[MOST_PATHS];
	int count, passed[4096];
};

static void keep(struct paths *paths, const char *path)
{
	for (int i = 0; i < paths->count; i++)
		if (!strcmp(paths->all[i], path))
			return;
	assert_true(paths->count < MOST_PATHS);
	paths->all[paths->count++] = path;
}

static void follow(struct paths *paths, int at, const char *path)
{
	const struct node *node = &paths->flow->nodes[at];
	const char *text = arena_printf("%.*s", node->end - node->start,
					paths->function->text + node->start);
	bool shown = node->start < node->end && node->kind != JOIN;
	const char *blank = *path ? " " : "";

	assert_in_range(at, 0, paths->flow->count - 1);
	if (node->kind == EXIT) {
		keep(paths, path);
		return;
	}
	if (paths->passed[at] > !shown) {
		keep(paths, arena_printf("%s%s^%s", path, blank, text));
		return;
	}
	paths->passed[at]++;
	for (int side = 0; side < 2; side++) {
		const char *sign = node->kind != CONDITION ? "" : side ? "-" : "+";

		if (side && node->kind != CONDITION && node->next[0] == node->next[1])
			break;
		follow(paths, node->next[side],
		       shown ? arena_printf("%s%s%s%s", path, blank, text, sign) : path);
	}
	paths->passed[at]--;
}

static int by_text(const void *one, const void *other)
{
	return strcmp(*(const char **)one, *(const char **)other);
}

/* @body: of a function, marked; @expected: its paths, sorted, one to a line */
static void assert_paths(const char *body, const char *expected)
{
	struct paths paths = { 0 };
	const char *found = "";

	load_functions(arena_printf("[{'name': 'f', 'text': 'void f(void)\n{\n%s\n}\n'}]", body));
	paths.function = function_named("f");
	paths.flow = flow_of(function_named("f"));
	follow(&paths, paths.flow->entry, "");
	qsort(paths.all, paths.count, sizeof(char *), by_text);
	for (int i = 0; i < paths.count; i++)
		found = arena_printf("%s%s\n", found, paths.all[i]);
	assert_string_equal(found, expected);
}

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

static void alternatives_of_the_preprocessor(void **state)
{
	(void)state;
	assert_paths("#ifdef A\n`a();@\n#endif\n`b();@", "a(); b();\nb();\n");
	assert_paths("#ifdef A\n`a();@\n#else\n`b();@\n#endif\n`c();@", "a(); c();\nb(); c();\n");
	assert_paths("#if A\n`a();@\n#elif B\n`b();@\n#else\n`c();@\n#endif",
		     "a();\nb();\nc();\n");
	assert_paths("#if A\n`a();@\n# if B\n`b();@\n# else\n`c();@\n# endif\n#else\n`d();@\n#endif",
		     "a(); b();\na(); c();\nd();\n");
}

static void neither_alternative(void **state)
{
	(void)state;
	assert_paths("#if A\n`a();@\n#elif B\n`b();@\n#endif\n`c();@",
		     "a(); c();\nb(); c();\nc();\n");
}

static void alternatives_in_blocks(void **state)
{
	(void)state;
	assert_paths("`if (a) `{\n#ifdef A\n`return;@\n#else\n`b();@\n#endif\n`c();@ }@@ `d();@",
		     "a+ b(); c(); d();\na+ return;\na- d();\n");
	assert_paths("#ifdef A\n#endif\n`a();@\n#if B\n#else\n#endif", "a();\n");
}

static void all_that_begins_with_el_or_if(void **state)
{
	(void)state;
	assert_paths("#ifndef A\n`a();@\n#elifdef B\n`b();@\n#else\n`c();@\n#endif",
		     "a();\nb();\nc();\n");
	/* no alternatives: other directives */
	assert_paths("#define X 1\n`a();@\n#undef X\n`b();@", "a(); b();\n");
}

/* if (a) b(); of which the condition alone is compiled or not */
static void a_condition_under_a_directive(void **state)
{
	(void)state;
	assert_paths("#ifdef A\n`if (a)\n#endif\n`b();@@ `c();@",
		     "a+ b(); c();\na- c();\n");
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

/* More than anybody writes: nothing may be left out in silence. */
static void many_statements_are_all_there(void **state)
{
	const struct flow *flow;
	char *text = malloc(40000), *at = text;

	(void)state;
	at += sprintf(at, "[{'name': 'f', 'text': 'void f(void)\n{\n");
	for (int i = 0; i < 3000; i++)
		at += sprintf(at, "`a();@\n");
	sprintf(at, "}\n'}]");
	load_functions(text);
	free(text);
	flow = flow_of(function_named("f"));
	assert_true(flow->count > 3000);
}

static void many_cases_are_all_there(void **state)
{
	const struct flow *flow;
	char *text = malloc(80000), *at = text;
	int reached = 0, chosen;

	(void)state;
	at += sprintf(at, "[{'name': 'f', 'text': 'void f(void)\n{\n`switch (a) {\n");
	for (int i = 0; i < 1000; i++)
		at += sprintf(at, "`case %d: `return;@@\n", i);
	sprintf(at, "}@\n}\n'}]");
	load_functions(text);
	free(text);
	flow = flow_of(function_named("f"));
	chosen = flow->nodes[flow->entry].next[0];
	for (; flow->nodes[chosen].kind == JOIN; chosen = flow->nodes[chosen].next[1])
		reached += flow->nodes[flow->nodes[chosen].next[0]].kind == RETURN;
	assert_int_equal(reached, 1000);
}

static void deep_nesting_is_followed(void **state)
{
	char *text = malloc(80000), *at = text;
	const struct flow *flow;
	int met = 0, node;

	(void)state;
	at += sprintf(at, "[{'name': 'f', 'text': 'void f(void)\n{\n");
	for (int i = 0; i < 60; i++)
		at += sprintf(at, "`if (a) ");
	at += sprintf(at, "`b();@");
	for (int i = 0; i < 60; i++)
		*at++ = '@';
	sprintf(at, "\n}\n'}]");
	load_functions(text);
	free(text);
	flow = flow_of(function_named("f"));
	for (node = flow->entry; flow->nodes[node].kind == CONDITION; met++)
		node = flow->nodes[node].next[0];
	assert_int_equal(met, 60);
	assert_int_equal(flow->nodes[node].kind, PLAIN);
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
		cmocka_unit_test(alternatives_of_the_preprocessor),
		cmocka_unit_test(neither_alternative),
		cmocka_unit_test(alternatives_in_blocks),
		cmocka_unit_test(all_that_begins_with_el_or_if),
		cmocka_unit_test(a_condition_under_a_directive),
		cmocka_unit_test(maybe_evaluated),
		cmocka_unit_test(a_graph_is_built_once),
		cmocka_unit_test(many_statements_are_all_there),
		cmocka_unit_test(many_cases_are_all_there),
		cmocka_unit_test(deep_nesting_is_followed),
	};

	return cmocka_run_group_tests(tests, load_vocabulary, free_vocabulary);
}
