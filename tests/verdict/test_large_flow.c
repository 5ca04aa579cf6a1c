// SPDX-License-Identifier: GPL-2.0
/* Functions larger than anybody writes: nothing may be left out in silence. */
#include "paths.h"

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
		cmocka_unit_test(many_statements_are_all_there),
		cmocka_unit_test(many_cases_are_all_there),
		cmocka_unit_test(deep_nesting_is_followed),
	};

	return cmocka_run_group_tests(tests, load_vocabulary, free_vocabulary);
}
