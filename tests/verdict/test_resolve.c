// SPDX-License-Identifier: GPL-2.0
/* Which definitions a call may mean, and where facts stand. */
#include "facts.h"

static void assert_resolved(const char *caller, const char *name, const char *files)
{
	const struct function *found[8];
	int count = resolve(function_named(caller), intern(name), found, 8);
	const char *all = "";

	for (int i = 0; i < count; i++)
		all = arena_printf("%s%s%s", all, i ? " " : "", found[i]->file);
	assert_string_equal(all, files);
}

static void the_same_file_first(void **state)
{
	(void)state;
	load_functions("[{'name': 'caller', 'file': 'mm/a.c'},\n"
		       " {'name': 'callee', 'file': 'mm/b.c'},\n"
		       " {'name': 'callee', 'file': 'mm/a.c'},\n"
		       " {'name': 'other', 'file': 'mm/c.c'}]");
	assert_resolved("caller", "callee", "mm/a.c");
	assert_resolved("other", "callee", "mm/b.c mm/a.c");
	assert_resolved("other", "nothing", "");
}

static void static_functions_stay_in_their_file(void **state)
{
	(void)state;
	load_functions("[{'name': 'caller', 'file': 'mm/a.c'},\n"
		       " {'name': 'callee', 'file': 'mm/b.c', 'static': true},\n"
		       " {'name': 'inlined', 'file': 'include/x.h', 'static': true},\n"
		       " {'name': 'beside', 'file': 'mm/b.c'}]");
	assert_resolved("caller", "callee", "");
	assert_resolved("beside", "callee", "mm/b.c");
	assert_resolved("caller", "inlined", "include/x.h");
}

static void macros_of_c_files_stay_there(void **state)
{
	(void)state;
	load_functions("[{'name': 'caller', 'file': 'mm/a.c'},\n"
		       " {'name': 'callee', 'file': 'mm/b.c', 'macro': true},\n"
		       " {'name': 'shared', 'file': 'include/x.h', 'macro': true},\n"
		       " {'name': 'beside', 'file': 'mm/b.c'}]");
	assert_resolved("caller", "callee", "");
	assert_resolved("beside", "callee", "mm/b.c");
	assert_resolved("caller", "shared", "include/x.h");
}

static void files_that_are_compiled_as_one_share_them(void **state)
{
	(void)state;
	load_functions("[{'name': 'caller', 'file': 'mm/a.c', 'unit': 'mm/a.c'},\n"
		       " {'name': 'callee', 'file': 'mm/b.c', 'static': true, 'unit': 'mm/a.c'},\n"
		       " {'name': 'callee', 'file': 'mm/c.c', 'static': true, 'unit': 'mm/c.c'},\n"
		       " {'name': 'macro', 'file': 'mm/b.c', 'macro': true, 'unit': 'mm/a.c'},\n"
		       " {'name': 'anyones', 'file': 'mm/d.c', 'static': true, 'unit': null},\n"
		       " {'name': 'alone', 'file': 'mm/e.c'}]");
	assert_resolved("caller", "callee", "mm/b.c");
	assert_resolved("caller", "macro", "mm/b.c");
	assert_resolved("caller", "anyones", "mm/d.c");
	assert_resolved("alone", "callee", "");
	assert_resolved("alone", "anyones", "mm/d.c");
}

static void architectures_are_apart(void **state)
{
	(void)state;
	load_functions("[{'name': 'x86', 'file': 'arch/x86/mm/a.c'},\n"
		       " {'name': 'generic', 'file': 'mm/a.c'},\n"
		       " {'name': 'callee', 'file': 'arch/arm/mm/b.c'},\n"
		       " {'name': 'callee', 'file': 'arch/x86/include/b.h', 'static': true},\n"
		       " {'name': 'callee', 'file': 'arch/x86_64/b.c'},\n"
		       " {'name': 'callee', 'file': 'include/b.h', 'static': true}]");
	assert_resolved("x86", "callee", "arch/x86/include/b.h include/b.h");
	assert_resolved("generic", "callee",
			"arch/arm/mm/b.c arch/x86/include/b.h arch/x86_64/b.c include/b.h");
}

static void no_more_than_there_is_room_for(void **state)
{
	const struct function *found[2] = { NULL, NULL };

	(void)state;
	load_functions("[{'name': 'f', 'file': 'mm/a.c'}, {'name': 'g', 'file': 'mm/b.c'},\n"
		       " {'name': 'g', 'file': 'mm/c.c'}, {'name': 'g', 'file': 'mm/d.c'}]");
	assert_int_equal(resolve(function_named("f"), intern("g"), found, 2), 2);
	assert_string_equal(found[1]->file, "mm/c.c");
}

static void types_of_variables(void **state)
{
	struct function *f;

	(void)state;
	load_functions("[{'name': 'f', 'params': ['entry_t *e', 'int n'],\n"
		       "  'text': 'void f(entry_t *e, int n)\n{\n\tlock_t *l;\n\tlong n;\n}\n',\n"
		       "  'declares': ['lock_t *l', 'long n']}]");
	f = function_named("f");
	assert_string_equal(variable_type(f, "e"), "entry_t *");
	assert_string_equal(variable_type(f, "l"), "lock_t *");
	assert_string_equal(variable_type(f, "n"), "long");	/* the inner one */
	assert_null(variable_type(f, "x"));
}

static void lines_and_offsets(void **state)
{
	struct function *f;

	(void)state;
	load_functions("[{'name': 'f', 'line': 100, 'text': 'void f(void)\n{\n\tg();\n}\n'}]");
	f = function_named("f");
	assert_int_equal(function_line(f, 0), 100);
	assert_int_equal(function_line(f, 12), 100);
	assert_int_equal(function_line(f, 13), 101);
	assert_int_equal(function_line(f, function_offset(f, 3, 1)), 102);
	assert_int_equal(f->text[function_offset(f, 3, 1)], 'g');
	/* lines that are not there are the first and the last */
	assert_int_equal(function_offset(f, 0, 0), 0);
	assert_int_equal(function_offset(f, 99, 0), strlen(f->text));
}

/* Arguments are evaluated before the call, the right side before it is kept. */
static void facts_come_in_the_order_of_evaluation(void **state)
{
	struct function *f;

	(void)state;
	load_functions("[{'name': 'f', 'text': 'void f(void)\n{\n\t`x = g(h(a), i(b));@\n}\n',\n"
		       "  'calls': ['g(h(a), i(b))', 'h(a)', 'i(b)'],\n"
		       "  'assigns': ['x = g(h(a), i(b))']}]");
	f = function_named("f");
	assert_int_equal(f->nfacts, 4);
	assert_string_equal(f->facts[0].name, "h");
	assert_string_equal(f->facts[1].name, "i");
	assert_string_equal(f->facts[2].name, "g");
	assert_int_equal(f->facts[2].nargs, 2);
	assert_string_equal(f->facts[2].args[1], "i(b)");
	assert_int_equal(f->facts[3].kind, ASSIGN);
	assert_string_equal(f->facts[3].left, "x");
	for (int i = 0; i < f->nfacts; i++)
		assert_int_equal(f->facts[i].index, i);
}

/* spatch without --jobs may tell a statement twice. */
static void repeated_statements_are_one(void **state)
{
	struct function *f;

	(void)state;
	load_functions("[{'name': 'f', 'text': 'void f(void)\n{\n\t``g();@@\n\t`h();@\n}\n'}]");
	f = function_named("f");
	assert_int_equal(f->nstatements, 2);
	assert_int_equal(f->text[f->statements[1].start], 'h');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_same_file_first),
		cmocka_unit_test(static_functions_stay_in_their_file),
		cmocka_unit_test(macros_of_c_files_stay_there),
		cmocka_unit_test(files_that_are_compiled_as_one_share_them),
		cmocka_unit_test(architectures_are_apart),
		cmocka_unit_test(no_more_than_there_is_room_for),
		cmocka_unit_test(types_of_variables),
		cmocka_unit_test(lines_and_offsets),
		cmocka_unit_test(facts_come_in_the_order_of_evaluation),
		cmocka_unit_test(repeated_statements_are_one),
	};

	return cmocka_run_group_tests(tests, load_vocabulary, free_vocabulary);
}
