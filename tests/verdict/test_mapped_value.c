// SPDX-License-Identifier: GPL-2.0
/* The value of the table's entry that the map gives: what compares it is a guard. */
#include "judge.h"

#define VALUED \
	"[{'name': 'f', 'params': ['table_t *t', 'lock_t *o', 'int c'], 'declares':" \
	" ['entry_t *e', 'lock_t *l', 'table_t was', 'table_t other', 'bool same', 'int how']," \
	" 'line': 1, 'text': 'void f(table_t *t, lock_t *o, int c)\n{\n" \
	"entry_t *e;\nlock_t *l;\ntable_t was;\ntable_t other;\nbool same;\nint how;\n" \
	"`e = map(t, &was, &l);@\n`if (!e)\n`return;@@\n%s\n}\n'}%s]"

static struct json_object *judged_with(const char *body, const char *others)
{
	return judge(arena_printf(VALUED, body, others));
}

static void assert_guarded(const char *body, const char *others)
{
	struct json_object *judged = judged_with(body, others), *recheck = member(judged, "recheck");

	assert_member(judged, judged, "verdict", "rw");
	assert_member(judged, recheck, "kind", "table_same");
	assert_true(json_object_get_boolean(member(recheck, "present")));
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
		    CALLEE("'table_t w', 'table_t *u'", "`return table_same(w, *u);@"),
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

static void two_unlocks_are_told(void **state)
{
	(void)state;
	assert_told("`lock(l);@ `unlock(l);@ `unlock(l);@ `unmap(e);@", "", "twice", true);
	assert_told("`g(l);@ `unmap_unlock(e, l);@",
		    CALLEE("'lock_t *k'", "`lock(k);@ `unlock(k);@"), "twice", true);
	assert_told("`lock(l);@ `unlock(l);@ `if (c) `unlock(l);@@ `unmap(e);@", "", "twice", false);
	assert_told("`lock(l);@ `unlock(l);@ `lock(l);@ `unlock(l);@ `unmap(e);@", "", "twice", false);
	assert_told("`lock(o);@ `lock(l);@ `unlock(l);@ `unlock(o);@ `unmap(e);@", "", "twice", false);
}

static int load_valued(void **state)
{
	struct json_object *old;

	load_vocabulary(state);
	old = read_json("{'name': 'map', 'pmd': 0, 'pmdvalp': 1, 'ptlp': 2}");
	json_object_object_add(member(vocabulary, "api"), "old", old);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(comparing_it_is_a_guard),
		cmocka_unit_test(so_it_is_in_a_callee),
		cmocka_unit_test(comparing_another_value_is_none),
		cmocka_unit_test(nor_is_it_on_the_other_side),
		cmocka_unit_test(nor_before_the_lock),
		cmocka_unit_test(nor_after_a_relock),
		cmocka_unit_test(an_outcome_that_is_kept_is_a_doubt),
		cmocka_unit_test(a_flag_says_how_it_went),
		cmocka_unit_test(two_unlocks_are_told),
	};

	return cmocka_run_group_tests(tests, load_valued, free_vocabulary);
}
