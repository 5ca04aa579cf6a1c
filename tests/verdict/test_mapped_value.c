// SPDX-License-Identifier: GPL-2.0
/* The value of the table's entry that the map gives: what compares it is a guard. */
#include "valued.h"

static void assert_guarded(const char *body, const char *others)
{
	struct json_object *judged = judged_with(body, others), *recheck = member(judged, "recheck");

	assert_member(judged, judged, "verdict", "rw");
	assert_member(judged, recheck, "kind", "table_same");
	assert_true(json_object_get_boolean(member(recheck, "present")));
	json_object_put(judged);
}

static void assert_unguarded(const char *body, const char *others)
{
	struct json_object *judged = judged_with(body, others), *recheck = member(judged, "recheck");

	assert_member(judged, judged, "verdict", "rw");
	assert_false(json_object_get_boolean(member(recheck, "present")));
	json_object_put(judged);
}

/* @key: the step that is told, where the write isn't guarded */
static void assert_told(const char *body, const char *others, const char *key, bool told)
{
	struct json_object *judged = judged_with(body, others), *recheck = member(judged, "recheck");

	if (!!member(recheck, key) != told) {
		const char *whole = intern(json_object_to_json_string(judged));

		json_object_put(judged);
		fail_msg("%s: %s", key, whole);
	}
	json_object_put(judged);
}

static void comparing_it_is_a_guard(void **state)
{
	(void)state;
	assert_guarded("`lock(l);@ `if (table_same(was, entry_get(t))) `set_entry(e);@@\n"
		       "`unmap_unlock(e, l);@", "");
	assert_guarded("`lock(l);@ `if (!table_same(entry_get(t), was)) `goto out;@@\n"
		       "`set_entry(e);@ `out: `unmap_unlock(e, l);@@", "");
	assert_guarded("`other = was;@ `lock(l);@ `if (table_same(other, *t)) `set_entry(e);@@\n"
		       "`unmap_unlock(e, l);@", "");
}

static void so_it_is_in_a_callee(void **state)
{
	(void)state;
	assert_guarded("`g(e, l, t, was);@ `unmap(e);@",
		       CALLEE("'entry_t *d', 'lock_t *k', 'table_t *u', 'table_t w'",
			      "`lock(k);@ `if (table_same(w, *u)) `set_entry(d);@@ `unlock(k);@"));
}

/* What a helper returns is a condition: each way to its truth tells something. */
static void so_it_is_in_what_a_callee_returns(void **state)
{
	static const char * const guards[] = {
		"`return table_same(w, *u);@", "`return c && table_same(w, *u);@",
		"`return (likely(table_same(w, *u)) && c);@",
		"`return !(c || !table_same(w, *u));@",
	};
	static const char * const others[] = {
		"`return c || table_same(w, *u);@", "`return !table_same(w, *u);@",
		"`return !(c && !table_same(w, *u));@",
	};
	const char *given = CALLEE("'table_t w', 'table_t *u', 'int c'", "%s");
	const char *body = "`lock(l);@ `if (g(was, t, c)) `set_entry(e);@@ `unmap_unlock(e, l);@";

	(void)state;
	for (size_t i = 0; i < sizeof(guards) / sizeof(*guards); i++)
		assert_guarded(body, arena_printf(given, guards[i]));
	for (size_t i = 0; i < sizeof(others) / sizeof(*others); i++)
		assert_unguarded(body, arena_printf(given, others[i]));
}

static void comparing_another_value_is_none(void **state)
{
	(void)state;
	assert_told("`lock(l);@ `if (table_same(other, *t)) `set_entry(e);@@ `unmap_unlock(e, l);@",
		    "", "taken", true);
	assert_told("`was = other;@ `lock(l);@ `if (table_same(was, *t)) `set_entry(e);@@\n"
		    "`unmap_unlock(e, l);@", "", "almost", true);
}

static void nor_is_it_on_the_other_side(void **state)
{
	(void)state;
	assert_told("`lock(l);@ `if (table_same(was, *t)) `goto out;@@ `set_entry(e);@\n"
		    "`out: `unmap_unlock(e, l);@@", "", "taken", true);
	assert_told("`lock(l);@ `if (table_same(was, *t)) `goto out;@@ `set_entry(e);@\n"
		    "`out: `unmap_unlock(e, l);@@", "", "doubt", false);
}

static void nor_before_the_lock(void **state)
{
	(void)state;
	assert_told("`if (!table_same(was, *t)) `{ `unmap(e);@ `return;@ }@@ `lock(l);@\n"
		    "`set_entry(e);@ `unmap_unlock(e, l);@", "", "almost", true);
}

static void nor_after_a_relock(void **state)
{
	(void)state;
	assert_told("`lock(l);@ `if (!table_same(was, *t)) `goto out;@@ `unlock(l);@ `lock(l);@\n"
		    "`set_entry(e);@ `out: `unmap_unlock(e, l);@@", "", "taken", true);
}

static void an_outcome_that_is_kept_is_a_doubt(void **state)
{
	(void)state;
	assert_told("`lock(l);@ `same = table_same(was, *t);@ `if (same) `set_entry(e);@@\n"
		    "`unmap_unlock(e, l);@", "", "doubt", true);
	assert_told("`lock(l);@ `if (table_value(was) == table_value(*t)) `set_entry(e);@@\n"
		    "`unmap_unlock(e, l);@", "", "doubt", true);
	assert_told("`lock(l);@ `if (g(was, t)) `set_entry(e);@@ `unmap_unlock(e, l);@",
		    CALLEE("'table_t w', 'table_t *u'",
			   "`return table_value(w) == table_value(*u);@"),
		    "doubt", true);
	/* ... as long as that lock is held */
	assert_told("`lock(l);@ `same = table_same(was, *t);@ `unlock(l);@ `lock(l);@\n"
		    "`set_entry(e);@ `unmap_unlock(e, l);@", "", "doubt", false);
	/* ... which may be that of the table's entry */
	assert_told("`o = table_lock(t);@ `if (!table_same(was, *t)) `goto out;@@ `lock(l);@\n"
		    "`set_entry(e);@ `unlock(l);@ `out: `unlock(o);@@ `unmap(e);@", "", "doubt", true);
}

static void a_flag_says_how_it_went(void **state)
{
	(void)state;
	assert_guarded("`same = false;@ `lock(l);@ `if (table_same(was, *t)) `same = true;@@\n"
		       "`if (same) `set_entry(e);@@ `unmap_unlock(e, l);@", "");
	assert_told("`lock(l);@ `if (!table_same(was, *t)) `how = -2;@@ `if (how > 0)\n"
		    "`set_entry(e);@@ `unmap_unlock(e, l);@", "", "doubt", true);
	/* What is set behind the if is set on both of its sides. */
	assert_told("`lock(l);@ `if (table_same(was, *t)) `goto out;@@ `how = 1;@ `if (how > 0)\n"
		    "`set_entry(e);@@ `out: `unmap_unlock(e, l);@@", "", "doubt", false);
	/* What nobody tests says nothing. */
	assert_told("`lock(l);@ `if (!table_same(was, *t)) `how = -2;@@ `set_entry(e);@\n"
		    "`unmap_unlock(e, l);@", "", "doubt", false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comparing_it_is_a_guard),
		cmocka_unit_test(so_it_is_in_a_callee),
		cmocka_unit_test(so_it_is_in_what_a_callee_returns),
		cmocka_unit_test(comparing_another_value_is_none),
		cmocka_unit_test(nor_is_it_on_the_other_side),
		cmocka_unit_test(nor_before_the_lock),
		cmocka_unit_test(nor_after_a_relock),
		cmocka_unit_test(an_outcome_that_is_kept_is_a_doubt),
		cmocka_unit_test(a_flag_says_how_it_went),
	};

	return cmocka_run_group_tests(tests, load_valued, free_vocabulary);
}
