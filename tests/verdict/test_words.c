// SPDX-License-Identifier: GPL-2.0
/* The campaign's tables. */
#include "facts.h"

static void arguments_by_table(void **state)
{
	(void)state;
	assert_int_equal(word_argument("drops", "unmap"), 0);
	assert_int_equal(word_argument("unlocks", "unmap_unlock"), 1);
	assert_int_equal(word_argument("unlocks", "unmap"), NO_ARGUMENT);
	assert_int_equal(word_argument("no table", "unmap"), NO_ARGUMENT);
	assert_int_equal(word_argument("reads", "entry_get"), NO_ARGUMENT);	/* a list */
	assert_int_equal(word_argument("writes", "copy_entry"), ANY_ARGUMENT);
}

static void members_of_lists_and_maps(void **state)
{
	(void)state;
	assert_true(word_in("reads", "entry_get"));
	assert_false(word_in("reads", "entry_ge"));
	assert_false(word_in("reads", "entry_get_"));
	assert_true(word_in("drops", "unmap"));
	assert_false(word_in("no table", "unmap"));
}

static void reading_by_the_beginning(void **state)
{
	(void)state;
	assert_true(only_reads("entry_get"));
	assert_true(only_reads("trace_something"));
	assert_false(only_reads("my_trace_something"));
	assert_false(only_reads("set_entry"));
	assert_false(only_reads(""));
}

static void writing_by_the_beginning(void **state)
{
	(void)state;
	assert_int_equal(write_argument("set_entry"), 0);
	assert_int_equal(write_argument("copy_entry"), ANY_ARGUMENT);
	assert_int_equal(write_argument("atomic_or"), ANY_ARGUMENT);
	assert_int_equal(write_argument("my_atomic_or"), NO_ARGUMENT);
	/* named as reading: that counts more than how it begins */
	assert_int_equal(write_argument("atomic_read"), NO_ARGUMENT);
	assert_int_equal(write_argument("unheard_of"), NO_ARGUMENT);
}

static void types_limits_and_the_old_api(void **state)
{
	(void)state;
	assert_string_equal(type_word("entry"), "entry_t");
	assert_int_equal(word_limit("states"), 4000);
	assert_int_equal(old_argument("ptlp"), 1);
	assert_int_equal(old_argument("nothing"), NO_ARGUMENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(arguments_by_table),
		cmocka_unit_test(members_of_lists_and_maps),
		cmocka_unit_test(reading_by_the_beginning),
		cmocka_unit_test(writing_by_the_beginning),
		cmocka_unit_test(types_limits_and_the_old_api),
	};

	return cmocka_run_group_tests(tests, load_vocabulary, free_vocabulary);
}
