// SPDX-License-Identifier: GPL-2.0
/* What is not known is manual, and never ro. */
#include "judge.h"

static void what_is_not_known_is_manual(void **state)
{
	(void)state;
	assert_verdict("`unheard_of(e);@ `unmap(e);@", "manual");
	assert_verdict("`unheard_of(&e);@ `unmap(e);@", "manual");
	assert_verdict("`unheard_of(v);@ `unmap(e);@", "ro");
	assert_with("`g(e);@ `unmap(e);@", ", {'name': 'g', 'parsed': false}", "manual");
	assert_verdict("`global = e;@ `unmap(e);@", "manual");
}

static void wrong_documents_are_manual(void **state)
{
	(void)state;
	assert_judged("[{'name': 'f', 'parsed': false, 'problem': 'timeout'}]", "manual");
	assert_judged("[{'name': 'f', 'text': 'void f(void)\n{\n}\n'}]", "manual");
}

/* A rule that timed out: what else is known of the function is not all. */
static void facts_that_may_be_lacking_are_manual(void **state)
{
	(void)state;
	assert_judged(MAPPED_IN MAPS "`set_entry(e);@ `unmap(e);@\n}\n', 'problem': 'timeout',\n"
		      " 'calls': ['map(t, &l)', 'unmap(e)']}]", "manual");
	assert_with("`g(e);@ `unmap(e);@", ", {'name': 'g', 'params': ['entry_t *x'],\n"
		    " 'calls': [], 'problem': 'timeout',\n"
		    " 'text': 'void g(x)\n{\n`set_entry(x);@\n}\n'}", "manual");
}

/* return before the call: no path comes to it */
static void unreachable_calls_are_manual(void **state)
{
	(void)state;
	assert_judged("[{'name': 'f', 'text': 'void f(void)\n{\n`return;@ `e = map(t, &l);@\n}\n'}]",
		      "manual");
}

static void what_leaves_without_known_callers_is_manual(void **state)
{
	(void)state;
	assert_judged("[{'name': 'f', 'text': 'void f(void)\n{\n`return map(t, &l);@\n}\n'}]",
		      "manual");
}

static void more_paths_than_are_followed(void **state)
{
	const char *body = "";

	(void)state;
	for (int i = 0; i < 20; i++)
		body = arena_printf("%s`if (!entry_none(v%d)) `g%d();@@ ", body, i, i);
	assert_verdict(arena_printf("%s `unmap(e);@", body), "manual");
}

/* More is known than there is room for: the verdict must not be a guess. */
static void a_full_state_is_no_ro(void **state)
{
	const char *body = "";

	(void)state;
	for (int i = 0; i < 60; i++)
		body = arena_printf("%s`s.m%d = e;@ ", body, i);
	/* What is lost when the state is full is not known, so it is never ro. */
	assert_verdict(arena_printf("%s`p = e;@ `set_entry(p);@ `unmap(e);@", body), "manual");
}

#define KEPT_IN(declaration, body) \
	"[{'name': 'f', 'params': ['table_t *t'], 'declares': ['entry_t *e', 'lock_t *l',\n" \
	" 'entry_t v', 'entry_t *kept', 'struct s s'],\n" \
	" 'text': 'void f(table_t *t)\n{\nentry_t *e;\nlock_t *l;\nentry_t v;\n" \
	declaration "\n" MAPS body "\n}\n'}]"

/* if (kept) *kept = v; kept = e: the next call writes through what this one has kept. */
static void what_outlives_the_call_is_not_local(void **state)
{
	(void)state;
	assert_judged(KEPT_IN("entry_t *kept;\nstruct s s;",
			      "`kept = e;@ `unmap(e);@"), "ro");
	assert_judged(KEPT_IN("static entry_t *kept;\nstruct s s;",
			      "`kept = e;@ `unmap(e);@"), "manual");
	assert_judged(KEPT_IN("static struct s s;\nentry_t *kept;",
			      "`s.e = e;@ `unmap(e);@"), "manual");
	assert_judged(KEPT_IN("static int a = ({ 1; });\nstruct s s;\nentry_t *kept;",
			      "`kept = e;@ `unmap(e);@"), "ro");
	assert_judged(KEPT_IN("extern entry_t *kept;\nstruct s s;",
			      "`kept = e;@ `unmap(e);@"), "manual");
}

static void callees_may_keep_it_elsewhere(void **state)
{
	(void)state;
	assert_with("`g(&somewhere, e);@ `unmap(e);@", ", {'name': 'g', 'params':\n"
		    " ['entry_t **x', 'entry_t *y'], 'text': 'void g(x, y)\n{\n`*x = y;@\n}\n'}",
		    "manual");
	assert_with("`g(&p, e);@ `unmap(e);@", ", {'name': 'g', 'params':\n"
		    " ['entry_t **x', 'entry_t *y'], 'text': 'void g(x, y)\n{\n`*x = y;@\n}\n'}",
		    "ro");
}

/* #define CUR (w->pte) is no definition that the solver sees; #define cur e is. */
static void names_that_may_be_macros(void **state)
{
	(void)state;
	assert_verdict("`*CUR = v;@ `unmap(e);@", "manual");
	assert_verdict("`CUR = v;@ `unmap(e);@", "manual");
	assert_verdict("`CUR.low = v;@ `unmap(e);@", "manual");
	assert_verdict("`*cur = v;@ `unmap(e);@", "manual");
	assert_verdict("`p = CUR;@ `*p = v;@ `unmap(e);@", "manual");
	assert_verdict("`count = 1;@ `unmap(e);@", "ro");
	assert_with("`g(CUR);@ `unmap(e);@", CALLEE("'entry_t *x'", "`set_entry(x);@"), "manual");
	assert_with("`g(FLAG);@ `unmap(e);@", CALLEE("'int x'", "`v = x;@"), "ro");
}

static void macros_that_are_seen(void **state)
{
	(void)state;
	assert_with("`*cur = v;@ `unmap(e);@", ", {'name': 'cur', 'alias': 'e'}", "manual");
	assert_with("`*cur = v;@ `unmap(e);@", ", {'name': 'cur', 'alias': 'p'}", "ro");
	assert_with("`v = *CUR;@ `unmap(e);@", ", {'name': 'CUR', 'macro': true,\n"
		    " 'text': 'void CUR() {`return (e + 1);@}\n'}", "manual");
	assert_with("`*CUR = v;@ `unmap(e);@", ", {'name': 'CUR', 'macro': true,\n"
		    " 'text': 'void CUR() {`return (p + 1);@}\n'}", "ro");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_not_known_is_manual),
		cmocka_unit_test(wrong_documents_are_manual),
		cmocka_unit_test(facts_that_may_be_lacking_are_manual),
		cmocka_unit_test(unreachable_calls_are_manual),
		cmocka_unit_test(what_leaves_without_known_callers_is_manual),
		cmocka_unit_test(more_paths_than_are_followed),
		cmocka_unit_test(a_full_state_is_no_ro),
		cmocka_unit_test(what_outlives_the_call_is_not_local),
		cmocka_unit_test(callees_may_keep_it_elsewhere),
		cmocka_unit_test(names_that_may_be_macros),
		cmocka_unit_test(macros_that_are_seen),
	};

	return cmocka_run_group_tests(tests, load_vocabulary, free_vocabulary);
}
