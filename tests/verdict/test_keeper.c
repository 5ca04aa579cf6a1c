// SPDX-License-Identifier: GPL-2.0
/* The lock of the table's entry, held since before the map: nobody takes the table away. */
#include "valued.h"

#define MAP " `e = map(t, &was, &l);@ `if (!e) `goto out;@@"
#define LOCK_UNLESS_ONE " `if (l != k) `lock(l);@@"
#define WRITE " `set_entry(e);@ `unmap(e);@ `if (l != k) `unlock(l);@@"
#define OUT " `out: `unlock(k);@@"

static struct json_object *judged(const char *body)
{
	return judge(arena_printf(
		"[{'name': 'f', 'params': ['table_t *t', 'table_t *o', 'int c'], 'declares':"
		" ['entry_t *e', 'lock_t *l', 'lock_t *k', 'table_t was'], 'line': 1,"
		" 'text': 'void f(table_t *t, table_t *o, int c)\n{\n"
		"entry_t *e;\nlock_t *l;\nlock_t *k;\ntable_t was;\n%s\n}\n'}]", body));
}

static void assert_kept(const char *body, bool kept)
{
	struct json_object *made = judged(body), *recheck = member(made, "recheck");

	assert_member(made, made, "verdict", "rw");
	if (json_object_get_boolean(member(recheck, "present")) != kept)
		fail_msg("%s: %s", body, json_object_to_json_string(made));
	if (kept)
		assert_member(made, recheck, "kind", "held");
	json_object_put(made);
}

static void it_is_a_guard(void **state)
{
	(void)state;
	assert_kept("`k = table_lock(t);@" MAP LOCK_UNLESS_ONE WRITE OUT, true);
	assert_kept("`k = table_lock(t);@" MAP " `lock(l);@ `set_entry(e);@ `unmap_unlock(e, l);@" OUT,
		    true);
}

static void that_of_another_table_is_none(void **state)
{
	(void)state;
	assert_kept("`k = table_lock(o);@" MAP LOCK_UNLESS_ONE WRITE OUT, false);
	assert_kept("`k = table_lock(t);@ `t = o;@" MAP LOCK_UNLESS_ONE WRITE OUT, false);
	assert_kept("`k = table_lock(t);@ `t += c;@" MAP LOCK_UNLESS_ONE WRITE OUT, false);
}

static void it_does_not_stand_for_the_lock_of_the_table(void **state)
{
	(void)state;
	assert_kept("`k = table_lock(t);@" MAP " `set_entry(e);@ `unmap(e);@" OUT, false);
	assert_kept("`k = table_lock(t);@" MAP " `lock(l);@ `unlock(l);@ `set_entry(e);@ `unmap(e);@"
		    OUT, false);
}

static void nor_one_that_is_not_held_all_the_time(void **state)
{
	(void)state;
	assert_kept("`k = table_lock(t);@ `unlock(k);@" MAP LOCK_UNLESS_ONE WRITE OUT, false);
	assert_kept("`k = table_lock(t);@" MAP LOCK_UNLESS_ONE " `unlock(k);@" WRITE OUT, false);
	assert_kept("`k = table_lock(t);@" MAP " `unlock(k);@ `k = table_lock(t);@"
		    LOCK_UNLESS_ONE WRITE OUT, false);
	assert_kept("`if (c) `k = table_lock(t);@@" MAP LOCK_UNLESS_ONE WRITE OUT, false);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_is_a_guard),
		cmocka_unit_test(that_of_another_table_is_none),
		cmocka_unit_test(it_does_not_stand_for_the_lock_of_the_table),
		cmocka_unit_test(nor_one_that_is_not_held_all_the_time),
	};

	return cmocka_run_group_tests(tests, load_valued, free_vocabulary);
}
