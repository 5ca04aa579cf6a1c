// SPDX-License-Identifier: GPL-2.0
/* C text as tokens. */
#include "facts.h"

static void assert_tokens(const char *text, const char *expected)
{
	struct tokens tokens = tokens_read(text, 0, strlen(text));
	const char *all = "";

	for (int i = 0; i < tokens.count; i++)
		all = arena_printf("%s%s%s", all, i ? " " : "", tokens.at[i].text);
	assert_string_equal(all, expected);
}

static void names_and_numbers(void **state)
{
	(void)state;
	assert_tokens("", "");
	assert_tokens(" \t\n", "");
	assert_tokens("a", "a");
	assert_tokens("_a1 b", "_a1 b");
	assert_tokens("0x1fUL+2", "0x1fUL + 2");
}

static void longest_operator_first(void **state)
{
	(void)state;
	assert_tokens("a<<=b", "a <<= b");
	assert_tokens("a<<b<c", "a << b < c");
	assert_tokens("a->b", "a -> b");
	assert_tokens("a-->b", "a -- > b");
	assert_tokens("a---b", "a -- - b");
	assert_tokens("a&&&b", "a && & b");
	assert_tokens("a==b!=c", "a == b != c");
	assert_tokens("f(x, ...)", "f ( x , ... )");
	assert_tokens("a##b", "a ## b");
	assert_tokens("!!a", "! ! a");
}

static void comments_are_skipped(void **state)
{
	(void)state;
	assert_tokens("a/* b */c", "a c");
	assert_tokens("a /* b\n c */ d", "a d");
	assert_tokens("a // b\nc", "a c");
	assert_tokens("// a", "");
	assert_tokens("/* a", "");
	assert_tokens("/**/a", "a");
	assert_tokens("a /* \" */ b", "a b");
}

static void literals_are_one_token(void **state)
{
	(void)state;
	assert_tokens("f(\"a b\")", "f ( \"a b\" )");
	assert_tokens("\"a\\\"b\" c", "\"a\\\"b\" c");
	assert_tokens("'\\'' x", "'\\'' x");
	assert_tokens("\"/* no */\" x", "\"/* no */\" x");
}

static void unfinished_text_ends(void **state)
{
	(void)state;
	assert_tokens("\"a", "\"a");
	assert_tokens("\"a\\", "\"a\\");
	assert_tokens("'", "'");
	assert_tokens("a \\\n b", "a b");
	assert_tokens("a /", "a /");
}

static void offsets_are_of_the_whole_text(void **state)
{
	const char *text = "one (two) three";
	struct tokens tokens = tokens_read(text, 4, 9);

	(void)state;
	assert_int_equal(tokens.count, 3);
	assert_int_equal(tokens.at[0].start, 4);
	assert_int_equal(tokens.at[1].start, 5);
	assert_int_equal(tokens.at[1].end, 8);
	assert_ptr_equal(tokens.at[1].text, intern("two"));
}

/* What ends the part is not looked past, not even for a comment's end. */
static void a_part_ends_where_it_ends(void **state)
{
	const char *text = "a /* b */ c";

	(void)state;
	assert_int_equal(tokens_read(text, 0, 5).count, 1);
	assert_int_equal(tokens_read(text, 0, 0).count, 0);
	assert_int_equal(tokens_read("abc", 0, 2).at[0].end, 2);
}

static void close_is_the_partner(void **state)
{
	const char *text = "f((a)[b{c}], (d)) e";
	struct tokens tokens = tokens_read(text, 0, strlen(text));

	(void)state;
	assert_int_equal(token_close(&tokens, 1), tokens.count - 2);
	assert_int_equal(token_close(&tokens, 2), 4);
	assert_int_equal(token_close(&tokens, 5), 10);
}

static void close_of_nothing_is_the_end(void **state)
{
	struct tokens tokens = tokens_read("f((a)", 0, 5);

	(void)state;
	assert_int_equal(token_close(&tokens, 1), tokens.count);
}

static void pretty_is_what_people_write(void **state)
{
	static const char * const pairs[][2] = {
		{ "", "" },
		{ "& vmf -> ptl", "&vmf->ptl" },
		{ "* pte", "*pte" },
		{ "pte + i", "pte + i" },
		{ "pte_val ( * pte )", "pte_val(*pte)" },
		{ "f ( a , & b )", "f(a, &b)" },
		{ "a [ i ] . b", "a[i].b" },
		{ "( * p ) . m", "(*p).m" },
		{ "pte ++", "pte++" },
		{ "! pte", "!pte" },
		{ "a & b", "a & b" },
		{ "a * b", "a * b" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(*pairs); i++)
		assert_string_equal(pretty(pairs[i][0]), pairs[i][1]);
}

static void names_are_names(void **state)
{
	(void)state;
	assert_true(is_name("a"));
	assert_true(is_name("_a"));
	assert_false(is_name("1a"));
	assert_false(is_name(""));
	assert_false(is_name("("));
}

static void equal_strings_are_one(void **state)
{
	(void)state;
	assert_ptr_equal(intern("pte"), intern_range("pte->x", 3));
	assert_ptr_not_equal(intern("pte"), intern("pt"));
	assert_ptr_equal(intern(""), intern_range("x", 0));
	assert_string_equal(arena_printf("%s:%d", "a", 7), "a:7");
}

static void much_memory(void **state)
{
	char *much = arena_alloc(1 << 20), *more = arena_alloc(1);

	(void)state;
	memset(much, 1, 1 << 20);
	assert_int_equal(*more, 0);
	assert_int_equal((uintptr_t)more % sizeof(void *), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_and_numbers),
		cmocka_unit_test(longest_operator_first),
		cmocka_unit_test(comments_are_skipped),
		cmocka_unit_test(literals_are_one_token),
		cmocka_unit_test(unfinished_text_ends),
		cmocka_unit_test(offsets_are_of_the_whole_text),
		cmocka_unit_test(a_part_ends_where_it_ends),
		cmocka_unit_test(close_is_the_partner),
		cmocka_unit_test(close_of_nothing_is_the_end),
		cmocka_unit_test(pretty_is_what_people_write),
		cmocka_unit_test(names_are_names),
		cmocka_unit_test(equal_strings_are_one),
		cmocka_unit_test(much_memory),
	};

	return cmocka_run_group_tests(tests, load_vocabulary, free_vocabulary);
}
