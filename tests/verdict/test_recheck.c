// SPDX-License-Identifier: GPL-2.0
/* Whether the recheck is there already, and where it goes if not. */
#include "judge.h"

static void the_recheck_stands_at_the_lock(void **state)
{
	(void)state;
	assert_recheck("`lock(l);@ `set_entry(e);@ `unmap_unlock(e, l);@", "pmd_same", false);
	assert_recheck("`set_entry(e);@ `unmap(e);@", "pmd_same", false);
}

static void comparing_with_an_entry_is_a_guard(void **state)
{
	(void)state;
	assert_recheck("`v = entry_get(e);@ `if (entry_none(v)) `{ `unmap(e);@ `return;@ }@@\n"
		       " `lock(l);@ `if (entry_same(entry_get(e), v)) `set_entry(e);@@\n"
		       " `unmap_unlock(e, l);@", "entry_same", true);
	assert_recheck("`v = *e;@ `if (!entry_present(v)) `{ `unmap(e);@ `return;@ }@@\n"
		       " `lock(l);@ `if (!entry_same(*e, v)) `goto out;@@ `set_entry(e);@\n"
		       " `out: `unmap_unlock(e, l);@@", "entry_same", true);
}

static void but_not_with_one_that_may_be_none(void **state)
{
	(void)state;
	assert_recheck("`v = entry_get(e);@ `lock(l);@ `if (entry_same(entry_get(e), v))\n"
		       " `set_entry(e);@@ `unmap_unlock(e, l);@", "pmd_same", false);
	assert_recheck("`v = entry_get(e);@ `if (!entry_none(v)) `{ `unmap(e);@ `return;@ }@@\n"
		       " `lock(l);@ `if (entry_same(entry_get(e), v)) `set_entry(e);@@\n"
		       " `unmap_unlock(e, l);@", "pmd_same", false);
}

static void nor_before_the_lock(void **state)
{
	(void)state;
	assert_recheck("`v = entry_get(e);@ `if (entry_none(v)) `{ `unmap(e);@ `return;@ }@@\n"
		       " `if (!entry_same(entry_get(e), v)) `{ `unmap(e);@ `return;@ }@@\n"
		       " `lock(l);@ `set_entry(e);@ `unmap_unlock(e, l);@", "pmd_same", false);
}

static void a_guard_dies_with_its_lock(void **state)
{
	(void)state;
	assert_recheck("`v = entry_get(e);@ `if (entry_none(v)) `{ `unmap(e);@ `return;@ }@@\n"
		       " `lock(l);@ `if (!entry_same(entry_get(e), v)) `goto out;@@\n"
		       " `unlock(l);@ `lock(l);@ `set_entry(e);@\n"
		       " `out: `unmap_unlock(e, l);@@", "pmd_same", false);
}

static void a_guard_is_of_one_side_only(void **state)
{
	(void)state;
	assert_recheck("`v = entry_get(e);@ `if (entry_none(v)) `{ `unmap(e);@ `return;@ }@@\n"
		       " `lock(l);@ `if (!entry_same(entry_get(e), v)) `set_entry(e);@@\n"
		       " `unmap_unlock(e, l);@", "pmd_same", false);
	assert_recheck("`v = entry_get(e);@ `if (entry_none(v)) `{ `unmap(e);@ `return;@ }@@\n"
		       " `lock(l);@ `if (c || entry_same(entry_get(e), v)) `set_entry(e);@@\n"
		       " `unmap_unlock(e, l);@", "pmd_same", false);
}

/* Another lock proves nothing of this table. */
static void another_lock_is_none(void **state)
{
	(void)state;
	assert_recheck("`v = entry_get(e);@ `if (entry_none(v)) `{ `unmap(e);@ `return;@ }@@\n"
		       " `lock(o);@ `if (entry_same(entry_get(e), v)) `set_entry(e);@@\n"
		       " `unlock(o);@ `unmap(e);@", "pmd_same", false);
}

static void a_lock_held_since_before_the_map(void **state)
{
	struct json_object *judged;

	(void)state;
	judged = judge(MAPPED_IN "`o = table_lock(t);@ `e = map(t, &l);@ `if (!e) `goto out;@@\n"
		       " `if (l != o) `goto out;@@ `set_entry(e);@ `unmap(e);@\n"
		       " `out: `unlock(o);@@\n}\n'}]");
	assert_member(judged, judged, "verdict", "rw");
	assert_member(judged, member(judged, "recheck"), "kind", "held");
	json_object_put(judged);
}

static void a_trylock_may_fail(void **state)
{
	(void)state;
	assert_recheck("`v = entry_get(e);@ `if (entry_none(v)) `{ `unmap(e);@ `return;@ }@@\n"
		       " `if (!trylock(l)) `{ `unmap(e);@ `return;@ }@@\n"
		       " `if (entry_same(entry_get(e), v)) `set_entry(e);@@ `unmap_unlock(e, l);@",
		       "entry_same", true);
	assert_recheck("`v = entry_get(e);@ `if (entry_none(v)) `{ `unmap(e);@ `return;@ }@@\n"
		       " `trylock(l);@\n"
		       " `if (entry_same(entry_get(e), v)) `set_entry(e);@@ `unmap_unlock(e, l);@",
		       "pmd_same", false);
}

static int line_of(struct json_object *step)
{
	return json_object_get_int(member(step, "line"));
}

static struct json_object *last_of(struct json_object *list)
{
	return json_object_array_get_idx(list, json_object_array_length(list) - 1);
}

/* @recheck, @write: lines of the body, from 0 */
static void assert_told(const char *body, const char *others, int recheck, int write)
{
	struct json_object *judged = judge(with_body(body, others));
	enum { BEFORE = 12 };	/* lines of MAPPED_IN and MAPS, and the first line's number */

	assert_int_equal(line_of(member(judged, "recheck")) - BEFORE, recheck);
	assert_int_equal(line_of(last_of(member(judged, "evidence"))) - BEFORE, write);
	json_object_put(judged);
}

#define NOT_NONE "`v = entry_get(e);@ `if (entry_none(v)) `{ `unmap(e);@ `return;@ }@@\n"

/* Of several writes, the one without a guard, and the lock that it stands under. */
static void the_write_told_is_the_one_rechecked(void **state)
{
	(void)state;
	assert_told(NOT_NONE "`lock(l);@\n `if (!entry_same(*e, v)) `goto out;@@\n"
		    "`set_entry(e);@\n`unlock(l);@\n`lock(l);@\n`set_entry(e);@\n"
		    " `out: `unmap_unlock(e, l);@@", "", 5, 6);
	assert_told(NOT_NONE "`if (c) `{ `lock(l);@\n`if (entry_same(*e, v)) `set_entry(e);@@ }@ else\n"
		    "`{ `lock(l);@\n`set_entry(e);@ }@@\n`unmap_unlock(e, l);@", "", 3, 4);
}

/* Two writes, each with its guard: the nearer one, with the one before it. */
static void the_guard_told_is_the_write_s(void **state)
{
	(void)state;
	assert_told(NOT_NONE "`if (c)\n`{ `g(e, l, v);@ `return;@ }@@\n`lock(l);@\n"
		    "`if (entry_same(*e, v))\n`set_entry(e);@@\n`unmap_unlock(e, l);@",
		    ", {'name': 'g', 'params': ['entry_t *x', 'lock_t *m', 'entry_t w'],\n"
		    " 'text': 'void g(x, m, w)\n{\n`lock(m);@ `if (entry_same(*x, w))\n"
		    " `set_entry(x);@@ `unmap_unlock(x, m);@\n}\n'}", 4, 5);
}

static void a_comparison_told_is_on_the_way_to_the_write(void **state)
{
	struct json_object *judged;

	(void)state;
	judged = judge(with_body("`v = entry_get(e);@ `lock(l);@ `if (entry_same(*e, v))\n"
				 "`set_entry(e);@@ `unmap_unlock(e, l);@", ""));
	assert_non_null(strstr(text_at(member(judged, "recheck"), "why"), "may be none"));
	json_object_put(judged);
	judged = judge(with_body("`v = entry_get(e);@ `lock(l);@ `if (entry_same(*e, v)) `g();@\n"
				 " else `set_entry(e);@@ `unmap_unlock(e, l);@", ""));
	assert_null(strstr(text_at(member(judged, "recheck"), "why"), "may be none"));
	json_object_put(judged);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_recheck_stands_at_the_lock),
		cmocka_unit_test(comparing_with_an_entry_is_a_guard),
		cmocka_unit_test(but_not_with_one_that_may_be_none),
		cmocka_unit_test(nor_before_the_lock),
		cmocka_unit_test(a_guard_dies_with_its_lock),
		cmocka_unit_test(a_guard_is_of_one_side_only),
		cmocka_unit_test(another_lock_is_none),
		cmocka_unit_test(a_lock_held_since_before_the_map),
		cmocka_unit_test(a_trylock_may_fail),
		cmocka_unit_test(the_write_told_is_the_one_rechecked),
		cmocka_unit_test(the_guard_told_is_the_write_s),
		cmocka_unit_test(a_comparison_told_is_on_the_way_to_the_write),
	};

	return cmocka_run_group_tests(tests, load_vocabulary, free_vocabulary);
}
