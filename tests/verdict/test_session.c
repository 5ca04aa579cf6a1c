// SPDX-License-Identifier: GPL-2.0
/* Documents that grow: what is answered to each line of a session. */
#include <stdarg.h>
#include <setjmp.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>
#include "verdict.h"

/* JSON with ' for " */
#define CAMPAIGN "'campaign': {'api': {'old': {'name': 'map', 'pmd': 0, 'ptlp': 1}}," \
	" 'types': {'entry': 'entry_t', 'table': 'table_t', 'lock': 'lock_t'}," \
	" 'limits': {'states': 100, 'depth': 4}," \
	" 'words': {'drops': {'unmap': 0}, 'writes': {'set_entry': 0}}}"
/* f() maps, and hands the mapping to a helper. */
#define F "{'name': 'f', 'file': 'a.c', 'line': 1, 'parsed': true, 'body': 26," \
	" 'text': 'void f(table_t *t, int o) {\\nentry_t *e;\\ne = map(t, &o);\\nhelper(e);\\n}\\n'," \
	" 'params': [{'name': 't', 'type': 'table_t *'}, {'name': 'o', 'type': 'int'}]," \
	" 'statements': [{'at': [3, 0, 3, 15]}, {'at': [4, 0, 4, 10]}]," \
	" 'calls': [{'at': [3, 4, 3, 14], 'fn': 'map', 'args': ['t', '& o']}," \
	" {'at': [4, 0, 4, 9], 'fn': 'helper', 'args': ['e']}]," \
	" 'assigns': [{'at': [3, 0, 3, 14], 'lhs': 'e', 'op': '=', 'rhs': 'map(t, & o)'}]," \
	" 'declares': [{'at': [2, 0, 2, 11], 'name': 'e', 'type': 'entry_t *'}]}"
#define HELPER "{'name': 'helper', 'file': 'a.c', 'line': 9, 'parsed': true, 'body': 24," \
	" 'text': 'void helper(entry_t *e) {\\nset_entry(e);\\n}\\n'," \
	" 'params': [{'name': 'e', 'type': 'entry_t *'}]," \
	" 'statements': [{'at': [2, 0, 2, 13]}]," \
	" 'calls': [{'at': [2, 0, 2, 12], 'fn': 'set_entry', 'args': ['e']}]}"
#define FUNCTIONS(list) "{" CAMPAIGN ", 'functions': [" list "], "
#define SITE(function) "'sites': [{'function': " #function ", 'line': 3, 'column': 4}]}\n"
#define NO_SITE "'sites': []}\n"
#define ABSENT "'absent': {'helper': true, 'entry_t': 'weak'}, "

static char answers[1 << 16];

/* Run a session; what it prints is in answers. */
static int session(const char *input)
{
	FILE *in = tmpfile(), *out = tmpfile();
	int kept = dup(STDOUT_FILENO), status;
	size_t length;

	assert_non_null(in);
	assert_non_null(out);
	for (; *input; input++)
		fputc(*input == '\'' ? '"' : *input, in);
	rewind(in);
	fflush(stdout);
	dup2(fileno(out), STDOUT_FILENO);
	status = session_run(in);
	fflush(stdout);
	dup2(kept, STDOUT_FILENO);
	close(kept);
	rewind(out);
	length = fread(answers, 1, sizeof(answers) - 1, out);
	answers[length] = 0;
	fclose(in);
	fclose(out);
	return status;
}

static struct json_object *answer(int number)
{
	char *line = answers;
	struct json_object *object;

	while (number--) {
		line = strchr(line, '\n');
		assert_non_null(line++);
	}
	object = json_tokener_parse(line);
	assert_non_null(object);
	return object;
}

static int length(struct json_object *answer, const char *key)
{
	return (int)json_object_array_length(json_object_object_get(answer, key));
}

static const char *verdict(struct json_object *answer)
{
	struct json_object *sites = json_object_object_get(answer, "sites");
	struct json_object *site = json_object_array_get_idx(sites, 0);

	return json_object_get_string(json_object_object_get(site, "verdict"));
}

static void what_is_lacking_is_told_until_it_is_there(void **state)
{
	struct json_object *before, *after;

	(void)state;
	/* The helper stands first then: f() is told by its number in the document before. */
	assert_int_equal(session(FUNCTIONS(F) SITE(0) FUNCTIONS(HELPER ", 0") ABSENT SITE(1)), 0);
	before = answer(0);
	assert_string_equal(verdict(before), "manual");
	assert_int_equal(length(before, "lacking"), 1);
	assert_int_equal(length(json_object_object_get(before, "needs"), "definitions"), 1);
	after = answer(1);
	assert_string_equal(verdict(after), "rw");
	assert_int_equal(length(after, "lacking"), 0);
	assert_int_equal(length(json_object_object_get(after, "needs"), "definitions"), 0);
	json_object_put(before);
	json_object_put(after);
}

static void a_site_that_rests_on_what_another_one_lacks_is_lacking_too(void **state)
{
	struct json_object *both;

	(void)state;
	assert_int_equal(session(FUNCTIONS(F)
				 "'sites': [{'function': 0, 'line': 3, 'column': 4},"
				 " {'function': 0, 'line': 3, 'column': 4}]}\n"), 0);
	both = answer(0);
	assert_int_equal(length(both, "lacking"), 2);
	json_object_put(both);
}

static void nothing_is_kept_but_functions(void **state)
{
	struct json_object *once, *again;

	(void)state;
	assert_int_equal(session(FUNCTIONS(F) SITE(0) FUNCTIONS("0") SITE(0)), 0);
	once = answer(0);
	again = answer(1);
	assert_true(json_object_equal(once, again));
	json_object_put(once);
	json_object_put(again);
}

static void a_number_of_no_function_is_refused(void **state)
{
	(void)state;
	assert_int_equal(session(FUNCTIONS("0") NO_SITE), 2);
	assert_string_equal(answers, "");
	assert_int_equal(session(FUNCTIONS(F) NO_SITE FUNCTIONS("1") NO_SITE), 2);
	assert_int_equal(session(FUNCTIONS(F) NO_SITE FUNCTIONS("-1") NO_SITE), 2);
	/* A session leaves nothing to the next one. */
	assert_int_equal(session(FUNCTIONS("0") NO_SITE), 2);
}

static void what_is_no_document_ends_it(void **state)
{
	(void)state;
	assert_int_equal(session(""), 0);
	assert_int_equal(session("null\n"), 2);
	assert_int_equal(session("{'campaign'\n" FUNCTIONS(F) NO_SITE), 2);
	assert_string_equal(answers, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_lacking_is_told_until_it_is_there),
		cmocka_unit_test(a_site_that_rests_on_what_another_one_lacks_is_lacking_too),
		cmocka_unit_test(nothing_is_kept_but_functions),
		cmocka_unit_test(a_number_of_no_function_is_refused),
		cmocka_unit_test(what_is_no_document_ends_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
