// SPDX-License-Identifier: GPL-2.0
/*
 * Faults of what has ended: every path from an unlock, an unmap or a recheck that
 * failed leads to them. Where one path is spared, nothing is told.
 */
#include "valued.h"

#define CHECKED "`lock(l);@ `if (!table_same(was, table_get(t))) "

/* @kinds: the faults that are told, one blank between */
static void assert_faults(struct json_object *judged, const char *kinds)
{
	struct json_object *faults = member(member(judged, "recheck"), "faults");
	const char *found = "";

	for (size_t i = 0; i < json_object_array_length(faults); i++)
		found = arena_printf("%s%s%s", found, i ? " " : "",
				     text_at(json_object_array_get_idx(faults, i), "kind"));
	json_object_put(judged);
	assert_string_equal(found, kinds);
}

static void assert_fault(const char *body, const char *kinds)
{
	assert_faults(judged_with(body, ""), kinds);
}

static void assert_fault_with(const char *body, const char *others, const char *kinds)
{
	assert_faults(judged_with(body, others), kinds);
}

static void two_unlocks(void **state)
{
	(void)state;
	assert_fault("`lock(l);@ `unlock(l);@ `unlock(l);@ `unmap(e);@", "unlocked_twice");
	assert_fault_with("`g(l);@ `unmap_unlock(e, l);@",
			  CALLEE("'lock_t *k'", "`lock(k);@ `unlock(k);@"), "unlocked_twice");
	assert_fault("`k = table_lock(t);@ `unlock(k);@ `unlock(k);@ `unmap(e);@", "unlocked_twice");
	assert_fault("`lock(l);@ `unlock(l);@ `if (c) `unlock(l);@@ `unmap(e);@", "");
	assert_fault("`lock(l);@ `unlock(l);@ `lock(l);@ `unlock(l);@ `unmap(e);@", "");
	assert_fault("`lock(o);@ `lock(l);@ `unlock(l);@ `unlock(o);@ `unmap(e);@", "");
	/* another lock by the same name */
	assert_fault("`k = table_lock(t);@ `unlock(k);@ `k = table_lock(o);@ `unlock(k);@ `unmap(e);@",
		     "");
}

/* What is given a lock, or what holds it, may take it. */
static void a_helper_may_lock_again(void **state)
{
	const char *again = "`k = table_lock(t);@ `unlock(k);@ `g(k);@ `unlock(k);@ `unmap(e);@";
	const char *held = "`lock(l);@ `unlock(l);@ `h(l);@ `unlock(l);@ `unmap(e);@";

	(void)state;
	assert_fault_with(again, CALLEE("'lock_t *m'", "`lock(m);@"), "");
	assert_fault_with(again, CALLEE("'lock_t *m'", "`look(m);@"), "");
	assert_fault(again, "");
	assert_fault(held, "");
	/* an unknown way out may undo it all */
	assert_fault(CHECKED "`{ `h(e, l);@ `return;@ }@@ `unmap_unlock(e, l);@", "");
}

static void two_unmaps(void **state)
{
	(void)state;
	assert_fault("`unmap(e);@ `unmap(e);@", "unmapped_twice");
	assert_fault("`unmap(e);@ `if (c) `unmap(e);@@", "");
	assert_fault("`unmap(e);@ `e = map_lock(t, &k);@ `unmap_unlock(e, k);@", "");
}

static void an_unmap_of_nothing(void **state)
{
	(void)state;
	assert_fault("`d = NULL;@ `unmap(d);@ `unmap(e);@", "unmapped_null");
	assert_fault("`d = NULL;@ `if (c) `d = e;@@ `unmap(d);@", "");
}

static void a_use_after_the_unmap(void **state)
{
	(void)state;
	assert_fault("`unmap(e);@ `d = entry_get(e);@", "used_late");
	assert_fault("`unmap(e);@ `set_entry(e);@", "used_late");
	assert_fault("`unmap(e);@ `*e = 0;@", "used_late");
	assert_fault("`unmap(e);@ `return e->low;@", "used_late");
	assert_fault("`lock(l);@ `unmap_unlock(e, l);@ `if (c) `how = e[1].low;@ else `how = *e;@@",
		     "used_late");
	/* the pointer's own value says nothing */
	assert_fault("`unmap(e);@ `if (e) `how = 1;@@", "");
	assert_fault("`unmap(e);@ `if (c) `set_entry(e);@@", "");
	assert_fault("`unmap(e);@ `e = o;@ `set_entry(e);@", "");
	assert_fault("`d = &e[1];@ `unmap(e);@ `e = o->x;@ `how = *e;@", "");
}

static void a_lock_after_the_unmap(void **state)
{
	(void)state;
	assert_fault("`unmap(e);@ `lock(l);@ `unlock(l);@", "locked_late");
	assert_fault("`unmap(e);@ `lock(o);@ `unlock(o);@", "");
	/* the lock of the table's entry keeps the table */
	assert_fault("`k = table_lock(t);@ `unmap(e);@ `if (k != l) `lock(l);@@ `if (k != l) `unlock(l);@@\n"
		     "`unlock(k);@", "");
	/* that of another table doesn't */
	assert_fault("`d = map_lock(o, &k);@ `unmap(e);@ `lock(l);@ `unlock(l);@ `unmap_unlock(d, k);@",
		     "locked_late");
}

static void a_failed_recheck_leaves_nothing(void **state)
{
	(void)state;
	assert_fault(CHECKED "`return;@@ `unmap_unlock(e, l);@", "lock_left mapping_left");
	assert_fault(CHECKED "`{ `unlock(l);@ `return;@ }@@ `unmap_unlock(e, l);@", "mapping_left");
	assert_fault(CHECKED "`{ `unmap(e);@ `goto out;@ }@@ `unmap_unlock(e, l);@ `out: `return;@@",
		     "lock_left");
	assert_fault(CHECKED "`{ `unmap_unlock(e, l);@ `return;@ }@@ `unmap_unlock(e, l);@", "");
	assert_fault(CHECKED "`goto out;@@ `set_entry(e);@ `out: `unmap_unlock(e, l);@@", "");
	/* a condition that isn't known may tell */
	assert_fault(CHECKED "`how = 1;@@ `if (c) `unlock(l);@@ `unmap(e);@", "");
	/* a lock that came from elsewhere is others' to release */
	assert_fault("`lock(o);@ " CHECKED "`{ `unmap_unlock(e, l);@ `return;@ }@@ `unlock(o);@\n"
		     "`unmap_unlock(e, l);@", "");
	assert_fault("`d = map_lock(o, &k);@ `if (!d) `{ `unmap(e);@ `return;@ }@@ " CHECKED "`{ `unmap_unlock(e, l);@ `return;@ }@@\n"
		     "`unmap_unlock(e, l);@ `unmap_unlock(d, k);@", "lock_left");
}

static void it_gives_back_once(void **state)
{
	const char *twice = CHECKED "`{ `unmap_unlock(e, l);@ `page_put(o);@ `%s@ `page_put(o);@ `return;@ }@@"
			    " `unmap_unlock(e, l);@";

	(void)state;
	assert_fault(arena_printf(twice, "how = 1;"), "given_twice");
	assert_fault(arena_printf(twice, "page_unlock(o);"), "given_twice");
	assert_fault(arena_printf(twice, "page_get(o);"), "");
	assert_fault(arena_printf(twice, "o = t->next;"), "");
	assert_fault(CHECKED "`{ `unmap_unlock(e, l);@ `page_put(o);@ `if (c) `page_put(o);@@ `return;@ }@@"
		     " `unmap_unlock(e, l);@", "");
}

static void a_lock_that_may_be_held(void **state)
{
	(void)state;
	assert_fault("`k = table_lock(t);@ `lock(l);@ `unlock(l);@ `unlock(k);@ `unmap(e);@",
		     "locked_twice");
	assert_fault("`k = table_lock(t);@ `if (l != k) `lock(l);@@ `if (l != k) `unlock(l);@@\n"
		     "`unlock(k);@ `unmap(e);@", "");
	assert_fault("`k = table_lock(o);@ `lock(l);@ `unlock(l);@ `unlock(k);@ `unmap(e);@", "");
}

static void a_write_after_the_unlock(void **state)
{
	(void)state;
	assert_fault(CHECKED "`{ `unmap_unlock(e, l);@ `return;@ }@@ `unlock(l);@ `set_entry(e);@ `unmap(e);@",
		     "written_late");
	assert_fault(CHECKED "`{ `unmap_unlock(e, l);@ `return;@ }@@ `set_entry(e);@ `unmap_unlock(e, l);@",
		     "");
}

static void a_recheck_that_nobody_heeds(void **state)
{
	(void)state;
	assert_fault("`lock(l);@ `(void)table_same(was, table_get(t));@ `unmap_unlock(e, l);@",
		     "unheeded");
	assert_fault("`lock(l);@ `table_same(was, table_get(t));@ `unmap_unlock(e, l);@", "unheeded");
	assert_fault("`lock(l);@ `same = table_same(was, table_get(t));@ `unmap_unlock(e, l);@", "");
}

#define OUT(body) \
	"[{'name': 'f', 'params': ['struct s *s', 'table_t *t'], 'declares': ['lock_t *l'," \
	" 'table_t was'], 'line': 1, 'text': 'int f(struct s *s, table_t *t)\n{\nlock_t *l;\ntable_t was;\n" \
	"`s->e = map(t, &was, &l);@\n`if (!s->e)\n`return 0;@@\n`lock(l);@\n" body "\n}\n'}]"

/* The value dies with the function: what leaves it under the lock can't be rechecked. */
static void callers_get_it_checked(void **state)
{
	(void)state;
	assert_faults(judge(OUT("`return 1;@")), "left_unchecked");
	assert_faults(judge(OUT("`if (table_same(was, table_get(t))) `{ `unmap_unlock(s->e, l);@ `return 0;@ }@@\n"
			"`return 1;@")), "lock_left left_unchecked left_wrong");
	assert_faults(judge(OUT("`if (!table_same(was, table_get(t))) `{ `unmap_unlock(s->e, l);@ `return 0;@ }@@\n"
			"`return 1;@")), "");
	assert_faults(judge(OUT("`unlock(l);@ `return 1;@")), "");
}

static void what_is_compared_is_read_under_the_lock(void **state)
{
	struct json_object *judged, *recheck;
	const char *early = "`other = table_get(t);@ `lock(l);@ `if (table_same(was, other)) `set_entry(e);@@"
			    " `unmap_unlock(e, l);@";
	const char *under = "`lock(l);@ `other = table_get(t);@ `if (table_same(was, other)) `set_entry(e);@@"
			    " `unmap_unlock(e, l);@";
	const char *next = "`lock(l);@ `if (table_same(was, table_get(t + 1))) `set_entry(e);@@"
			   " `unmap_unlock(e, l);@";

	(void)state;
	judged = judged_with(early, "");
	recheck = member(judged, "recheck");
	assert_non_null(strstr(text_at(recheck, "why"), "was read before the lock was taken"));
	json_object_put(judged);
	judged = judged_with(under, "");
	assert_true(json_object_get_boolean(member(member(judged, "recheck"), "present")));
	json_object_put(judged);
	judged = judged_with(next, "");
	recheck = member(judged, "recheck");
	assert_non_null(strstr(text_at(recheck, "why"), "is another table's entry"));
	json_object_put(judged);
}

static void add_words(const char *table, const char *list)
{
	json_object_object_add(member(vocabulary, "words"), table, read_json(list));
}

static int load_words(void **state)
{
	load_valued(state);
	add_words("reads", "['entry_get', 'table_get', 'atomic_read']");
	add_words("entry_readers", "['entry_get']");
	add_words("table_readers", "['table_get']");
	add_words("gives_back", "{'put': ['get'], 'unlock': ['lock']}");
	add_words("takes", "['get', 'lock']");
	words_load(vocabulary);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_unlocks),
		cmocka_unit_test(a_helper_may_lock_again),
		cmocka_unit_test(two_unmaps),
		cmocka_unit_test(an_unmap_of_nothing),
		cmocka_unit_test(a_use_after_the_unmap),
		cmocka_unit_test(a_lock_after_the_unmap),
		cmocka_unit_test(a_failed_recheck_leaves_nothing),
		cmocka_unit_test(it_gives_back_once),
		cmocka_unit_test(a_lock_that_may_be_held),
		cmocka_unit_test(a_write_after_the_unlock),
		cmocka_unit_test(a_recheck_that_nobody_heeds),
		cmocka_unit_test(callers_get_it_checked),
		cmocka_unit_test(what_is_compared_is_read_under_the_lock),
	};

	return cmocka_run_group_tests(tests, load_words, free_vocabulary);
}
