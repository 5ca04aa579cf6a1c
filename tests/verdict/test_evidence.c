// SPDX-License-Identifier: GPL-2.0
/* The chain that is told, from the call to the write, or each use. */
#include "judge.h"

static void evidence_goes_from_the_call_to_the_write(void **state)
{
	struct json_object *judged, *evidence, *last;

	(void)state;
	judged = judge(with_body("`g(e);@\n`unmap(e);@", ", {'name': 'g', 'file': 'mm/two.c',\n"
				 " 'line': 50, 'params': ['entry_t *x'],\n"
				 " 'text': 'void g(entry_t *x)\n{\n\t`set_entry(x);@\n}\n'}"));
	evidence = member(judged, "evidence");
	assert_int_equal(json_object_array_length(evidence), 2);
	last = json_object_array_get_idx(evidence, 1);
	assert_member(judged, last, "file", "mm/two.c");
	assert_member(judged, last, "function", "g");
	assert_int_equal(json_object_get_int(member(last, "line")), 52);
	assert_member(judged, json_object_array_get_idx(evidence, 0), "function", "f");
	json_object_put(judged);
}

static void for_ro_each_use_is_told(void **state)
{
	struct json_object *judged = judge(with_body("`v = entry_get(e);@\n`unmap(e);@", ""));

	(void)state;
	assert_member(judged, judged, "verdict", "ro");
	assert_true(json_object_array_length(member(judged, "evidence")) >= 2);
	json_object_put(judged);
}

static bool tells(struct json_object *judged, const char *what)
{
	struct json_object *evidence = member(judged, "evidence");

	for (size_t i = 0; i < json_object_array_length(evidence); i++)
		if (!strcmp(text_at(json_object_array_get_idx(evidence, i), "what"), what))
			return true;
	return false;
}

static void assert_tells(const char *body, const char *others, const char *what)
{
	struct json_object *judged = judge(with_body(body, others));
	const char *told = arena_printf("no \"%s\" in %s", what, json_object_to_json_string(judged));
	bool found = tells(judged, what);

	json_object_put(judged);
	if (!found)
		fail_msg("%s", told);
}

static void copies_and_steps_are_uses(void **state)
{
	(void)state;
	assert_tells("`s.e = e;@ `unmap(e);@", "", "e is kept in s.e");
	assert_tells("`p = e + 1;@ `unmap(e);@", "", "e + 1 is kept in p");
	assert_judged(with_body("`e = next(e);@ `unmap(e);@", ""), "manual");
}

/* The value of a call has a place in the solver, "@7", which is no name for people. */
static void what_is_written_is_as_people_wrote_it(void **state)
{
	static const char * const id = ", {'name': 'id', 'params': ['entry_t *x'],\n"
				       " 'text': 'entry_t *id(x)\n{\n`return x;@\n}\n'}";

	(void)state;
	assert_tells("`set_entry(id(e));@ `unmap(e);@", id, "set_entry() writes id(e)");
	assert_tells("`unheard_of(id(e));@ `unmap(e);@", id,
		     "passes the value of id() to unheard_of(), which this tree does not define");
	assert_tells("`set_entry(c ? e : p);@ `unmap(e);@", "", "set_entry() writes c ? e : p");
}

/* The step "leaves it to its callers" stands where the store or the call does. */
static void it_leaves_where_it_was_put_last(void **state)
{
	static const char * const user = ", {'name': 'g', 'file': 'mm/two.c', 'declares': ['struct s w'],\n"
		" 'text': 'void g(void)\n{\nstruct s w;\n`f(&w);@\n`set_entry(w.e);@\n}\n'}]";
	struct json_object *judged, *known = read_json("{'callers_known': {'f': true}}"), *step;

	(void)state;
	needs_load(known);
	judged = judge(arena_printf("[{'name': 'f', 'params': ['struct s *s'], 'declares':\n"
				    " ['lock_t *l'], 'text': 'static void\nf(struct s *s)\n{\nlock_t *l;\n"
				    "`s->e = map(s->t, &l);@\n`g();@\n}\n'}%s", user));
	step = json_object_array_get_idx(member(judged, "evidence"), 0);
	assert_member(judged, judged, "verdict", "rw");
	assert_member(judged, step, "what", "leaves it to its callers in s->e");
	assert_int_equal(json_object_get_int(member(step, "line")), 5);
	json_object_put(judged);
	json_object_put(known);
	needs_load(vocabulary);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(evidence_goes_from_the_call_to_the_write),
		cmocka_unit_test(for_ro_each_use_is_told),
		cmocka_unit_test(copies_and_steps_are_uses),
		cmocka_unit_test(what_is_written_is_as_people_wrote_it),
		cmocka_unit_test(it_leaves_where_it_was_put_last),
	};

	return cmocka_run_group_tests(tests, load_vocabulary, free_vocabulary);
}
