// SPDX-License-Identifier: GPL-2.0
/* What is known at one point of a path. */
#include "facts.h"

static void what_is_set_is_there(void **state)
{
	struct state known = { 0 };

	(void)state;
	assert_false(state_has(&known, MAPPED, intern("pte")));
	assert_int_equal(state_get(&known, MAPPED, intern("pte"), -1), -1);
	assert_true(state_set(&known, MAPPED, intern("pte"), 1));
	assert_true(state_set(&known, NULLNESS, intern("pte"), 0));
	assert_true(state_has(&known, MAPPED, intern("pte")));
	assert_int_equal(state_get(&known, NULLNESS, intern("pte"), -1), 0);
	assert_false(state_has(&known, MAPPED, intern("ptl")));
	assert_int_equal(known.count, 2);
}

static void setting_again_replaces(void **state)
{
	struct state known = { 0 };

	(void)state;
	state_set(&known, NULLNESS, intern("p"), 0);
	state_set(&known, NULLNESS, intern("p"), 1);
	assert_int_equal(known.count, 1);
	assert_int_equal(state_get(&known, NULLNESS, intern("p"), -1), 1);
}

static void what_is_dropped_is_gone(void **state)
{
	struct state known = { 0 };

	(void)state;
	state_set(&known, MAPPED, intern("a"), 1);
	state_set(&known, MAPPED, intern("b"), 1);
	state_set(&known, LOCK, intern("a"), 0);
	state_drop(&known, MAPPED, intern("nothing"));
	state_drop(&known, MAPPED, intern("a"));
	assert_false(state_has(&known, MAPPED, intern("a")));
	assert_true(state_has(&known, LOCK, intern("a")));
	state_drop_kind(&known, MAPPED);
	assert_int_equal(known.count, 1);
	state_drop_kind(&known, GUARD);
	assert_int_equal(known.count, 1);
}

static void the_order_of_setting_is_no_difference(void **state)
{
	const char * const names[] = { intern("a"), intern("b"), intern("c"), intern("d") };
	struct state one = { 0 }, other = { 0 };

	(void)state;
	for (int i = 0; i < 4; i++) {
		state_set(&one, NULLNESS, names[i], i);
		state_set(&other, NULLNESS, names[3 - i], 3 - i);
	}
	assert_true(state_equal(&one, &other));
	assert_int_equal(state_hash(&one), state_hash(&other));
	state_set(&other, NULLNESS, names[2], 0);
	assert_false(state_equal(&one, &other));
	state_drop(&other, NULLNESS, names[2]);
	assert_false(state_equal(&one, &other));
}

static void a_full_state_says_so(void **state)
{
	struct state known = { 0 };

	(void)state;
	for (int i = 0; i < STATE_ENTRIES; i++)
		assert_true(state_set(&known, NULLNESS, intern(arena_printf("p%d", i)), 1));
	assert_false(state_set(&known, MAPPED, intern("pte"), 1));
	assert_int_equal(known.count, STATE_ENTRIES);
	assert_true(state_set(&known, NULLNESS, intern("p0"), 0));
	for (int i = 0; i < STATE_ENTRIES; i++)
		assert_int_equal(state_get(&known, NULLNESS, intern(arena_printf("p%d", i)), -1),
				 i ? 1 : 0);
}

static void forgetting_a_place_forgets_its_parts(void **state)
{
	struct state known = { 0 };

	(void)state;
	state_set(&known, MAPPED, intern("vmf->pte"), 1);
	state_set(&known, NULLNESS, intern("vmf"), 1);
	state_set(&known, NULLNESS, intern("vmfx"), 1);
	state_set(&known, LIVE, NULL, 1);
	state_set(&known, HELD, NULL, 0);
	state_set(&known, HELD, intern("vmf"), 0);
	state_set(&known, GUARD, intern("vmf"), 1);
	state_forget_place(&known, "vmf");
	assert_false(state_has(&known, MAPPED, intern("vmf->pte")));
	assert_false(state_has(&known, NULLNESS, intern("vmf")));
	assert_true(state_has(&known, NULLNESS, intern("vmfx")));
	assert_true(state_has(&known, LIVE, NULL));
	/* a lock's number and a guard's kind only look like places */
	assert_true(state_has(&known, HELD, intern("vmf")));
	assert_true(state_has(&known, GUARD, intern("vmf")));
	assert_int_equal(known.count, 5);
}

static void renaming_takes_the_parts_along(void **state)
{
	struct state known = { 0 };

	(void)state;
	state_set(&known, MAPPED, intern("@3"), 1);
	state_set(&known, LOCK, intern("@3->ptl"), 0);
	state_set(&known, NULLNESS, intern("q"), 1);
	state_rename(&known, intern("@3"), intern("p"));
	assert_true(state_has(&known, MAPPED, intern("p")));
	assert_true(state_has(&known, LOCK, intern("p->ptl")));
	assert_false(state_has(&known, MAPPED, intern("@3")));
	assert_true(state_has(&known, NULLNESS, intern("q")));
	assert_int_equal(known.count, 3);
}

static void renaming_to_itself_changes_nothing(void **state)
{
	struct state known = { 0 }, before;

	(void)state;
	state_set(&known, MAPPED, intern("p"), 1);
	state_set(&known, NULLNESS, intern("p->q"), 0);
	before = known;
	state_rename(&known, intern("p"), intern("p"));
	assert_true(state_equal(&known, &before));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_set_is_there),
		cmocka_unit_test(setting_again_replaces),
		cmocka_unit_test(what_is_dropped_is_gone),
		cmocka_unit_test(the_order_of_setting_is_no_difference),
		cmocka_unit_test(a_full_state_says_so),
		cmocka_unit_test(forgetting_a_place_forgets_its_parts),
		cmocka_unit_test(renaming_takes_the_parts_along),
		cmocka_unit_test(renaming_to_itself_changes_nothing),
	};

	return cmocka_run_group_tests(tests, load_vocabulary, free_vocabulary);
}
