// SPDX-License-Identifier: GPL-2.0
/* Paths through what the preprocessor chooses. */
#include "paths.h"

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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alternatives_of_the_preprocessor),
		cmocka_unit_test(neither_alternative),
		cmocka_unit_test(alternatives_in_blocks),
		cmocka_unit_test(all_that_begins_with_el_or_if),
		cmocka_unit_test(a_condition_under_a_directive),
	};

	return cmocka_run_group_tests(tests, load_vocabulary, free_vocabulary);
}
