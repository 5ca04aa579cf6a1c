// SPDX-License-Identifier: GPL-2.0
/*
 * Verdicts of small functions. The site is the call of map() in the first
 * function. Most are of one function that maps, returns where that fails, and
 * then does what the case is about.
 */
#include "facts.h"

#define MAPPED_IN "[{'name': 'f', 'params': ['table_t *t', 'lock_t *o', 'int c']," \
	" 'declares': ['entry_t *e', 'entry_t *p', 'entry_t v', 'lock_t *l', 'struct s s'," \
	" 'struct s a'], 'line': 1," \
	" 'text': 'void f(table_t *t, lock_t *o, int c)\n{\nentry_t *e;\nentry_t *p;\nentry_t v;\n" \
	"lock_t *l;\nstruct s s;\nstruct s a[2];\n"
#define MAPS "`e = map(t, &l);@\n`if (!e)\n`return;@@\n"

static struct json_object *judge(const char *json)
{
	struct json_object *site = json_object_new_object(), *verdict;
	const struct function *function;

	load_functions(json);
	function = &functions.at[0];
	json_object_object_add(site, "function", json_object_new_int(0));
	for (int i = function->nfacts - 1; i >= 0; i--) {
		const struct fact *fact = &function->facts[i];
		int line = function_line(function, fact->start) - function->line;

		if (fact->kind != CALL || strcmp(fact->name, "map"))
			continue;
		json_object_object_add(site, "line", json_object_new_int(line + 1));
		json_object_object_add(site, "column",
				       json_object_new_int(fact->start - function->lines[line]));
	}
	verdict = site_judge(site);
	json_object_put(site);
	return verdict;
}

/* @whole: the verdict that the part is of; it is told, and freed, where they differ */
static void assert_member(struct json_object *whole, struct json_object *part, const char *key,
			  const char *expected)
{
	const char *found = text_at(part, key), *told;

	if (found && !strcmp(found, expected))
		return;
	told = arena_printf("%s is %s, not %s: %s", key, found ? found : "missing", expected,
			    json_object_to_json_string(whole));
	json_object_put(whole);
	fail_msg("%s", told);
}

static void assert_judged(const char *json, const char *verdict)
{
	struct json_object *judged = judge(json);

	assert_member(judged, judged, "verdict", verdict);
	json_object_put(judged);
}

static const char *with_body(const char *body, const char *others)
{
	return arena_printf(MAPPED_IN MAPS "%s\n}\n'}%s]", body, others);
}

static void assert_verdict(const char *body, const char *verdict)
{
	assert_judged(with_body(body, ""), verdict);
}

static void assert_with(const char *body, const char *others, const char *verdict)
{
	assert_judged(with_body(body, others), verdict);
}

/* @present: whether what the recheck needs is there already */
static void assert_recheck(const char *body, const char *kind, bool present)
{
	struct json_object *judged = judge(with_body(body, "")), *recheck;

	recheck = member(judged, "recheck");
	assert_member(judged, judged, "verdict", "rw");
	assert_member(judged, recheck, "kind", kind);
	assert_int_equal(json_object_get_boolean(member(recheck, "present")), present);
	json_object_put(judged);
}

static void nothing_is_done(void **state)
{
	(void)state;
	assert_verdict("`unmap(e);@", "ro");
}

static void reading_is_no_write(void **state)
{
	(void)state;
	assert_verdict("`v = entry_get(e);@ `unmap(e);@", "ro");
	assert_verdict("`v = *e;@ `unmap(e);@", "ro");
	assert_verdict("`v = e[1];@ `unmap(e);@", "ro");
	assert_verdict("`trace_it(e);@ `unmap(e);@", "ro");
	assert_verdict("`if (e == p) `g();@@ `unmap(e);@", "ro");
}

static void writers_by_name(void **state)
{
	(void)state;
	assert_verdict("`set_entry(e);@ `unmap(e);@", "rw");
	assert_verdict("`set_entry(e + 1);@ `unmap(e);@", "rw");
	assert_verdict("`set_entry(&e[1]);@ `unmap(e);@", "rw");
	assert_verdict("`set_entry((long *)e);@ `unmap(e);@", "rw");
	assert_verdict("`atomic_or(1, (long *)e);@ `unmap(e);@", "rw");
	assert_verdict("`WRITE_ONCE(*e, v);@ `unmap(e);@", "rw");
	assert_verdict("`copy_entry(p, e);@ `unmap(e);@", "rw");
	assert_verdict("`set_entry(p);@ `unmap(e);@", "ro");
}

static void stores(void **state)
{
	(void)state;
	assert_verdict("`*e = v;@ `unmap(e);@", "rw");
	assert_verdict("`e[c] = v;@ `unmap(e);@", "rw");
	assert_verdict("`e->low = v;@ `unmap(e);@", "rw");
	assert_verdict("`(*e).low = v;@ `unmap(e);@", "rw");
	assert_verdict("`*(long *)e |= v;@ `unmap(e);@", "rw");
	assert_verdict("`entry_val(*e) = v;@ `unmap(e);@", "rw");
	assert_verdict("`*(e + c) = v;@ `unmap(e);@", "rw");
	assert_verdict("`*e++ = v;@ `unmap(e);@", "rw");
	assert_verdict("`p[0] = v;@ `unmap(e);@", "ro");
}

static void aliases(void **state)
{
	(void)state;
	assert_verdict("`p = e;@ `set_entry(p);@ `unmap(e);@", "rw");
	assert_verdict("`p = (entry_t *)e;@ `*p = v;@ `unmap(e);@", "rw");
	assert_verdict("`p = e + c;@ `set_entry(p - 1);@ `unmap(e);@", "rw");
	assert_verdict("`p = c ? e : p;@ `set_entry(p);@ `unmap(e);@", "rw");
	assert_verdict("`p = &e[2];@ `set_entry(p);@ `unmap(e);@", "rw");
	assert_verdict("`p = e;@ `p = other;@ `set_entry(p);@ `unmap(e);@", "ro");
}

/* What is passed is no plain place, and may be the mapping. */
static void choices_as_arguments(void **state)
{
	(void)state;
	assert_verdict("`set_entry(c ? e : p);@ `unmap(e);@", "rw");
	assert_verdict("`set_entry((c, e));@ `unmap(e);@", "rw");
	assert_verdict("`set_entry(p = e);@ `unmap(e);@", "rw");
	assert_with("`g(c ? e : p);@ `unmap(e);@", ", {'name': 'g', 'params': ['entry_t *x'],\n"
		    " 'text': 'void g(x)\n{\n`set_entry(x);@\n}\n'}", "rw");
}

static void choices_as_targets(void **state)
{
	(void)state;
	assert_verdict("`*(c ? e : p) = v;@ `unmap(e);@", "rw");
	assert_verdict("`0[e] = v;@ `unmap(e);@", "rw");
}

static void inline_assembly_writes(void **state)
{
	(void)state;
	assert_verdict("`asm volatile(\"st %0\" : : \"r\" (e));@ `unmap(e);@", "rw");
	assert_verdict("`asm volatile(\"st %0\" : : \"r\" (p));@ `unmap(e);@", "ro");
}

static void after_the_end_nothing_counts(void **state)
{
	(void)state;
	assert_verdict("`unmap(e);@ `set_entry(e);@", "ro");
	assert_verdict("`unmap_unlock(e, l);@ `set_entry(e);@", "ro");
	assert_verdict("`if (c) `unmap(e);@@ `set_entry(e);@", "rw");
}

static void nor_where_it_is_not_mapped(void **state)
{
	(void)state;
	assert_judged(MAPPED_IN "`e = map(t, &l);@ `if (!e) `{ `set_entry(e);@ `return;@ }@@\n"
		      " `unmap(e);@\n}\n'}]", "ro");
	assert_judged(MAPPED_IN "`e = map(t, &l);@ `if (e == NULL) `set_entry(e);@ else\n"
		      " `unmap(e);@@\n}\n'}]", "ro");
	assert_judged(MAPPED_IN "`set_entry(e);@ `e = map(t, &l);@ `if (e) `unmap(e);@@\n}\n'}]",
		      "ro");
	assert_judged(MAPPED_IN "`e = map(t, &l);@ `if (likely(e)) `{ `set_entry(e);@\n"
		      " `unmap(e);@ }@@\n}\n'}]", "rw");
}

static void another_mapping_takes_its_place(void **state)
{
	(void)state;
	assert_verdict("`unmap(e);@ `e = map_lock(t, &l);@ `set_entry(e);@ `unmap(e);@", "ro");
}

#define CALLEE(params, body) \
	", {'name': 'g', 'params': [" params "], 'text': 'void g(x)\n{\n" body "\n}\n'}"

static void callees(void **state)
{
	(void)state;
	assert_with("`g(e);@ `unmap(e);@", CALLEE("'entry_t *x'", "`set_entry(x);@"), "rw");
	assert_with("`g(e);@ `unmap(e);@", CALLEE("'entry_t *x'", "`v = entry_get(x);@"), "ro");
	assert_with("`g(v, e);@ `unmap(e);@", CALLEE("'entry_t *x', 'entry_t *y'",
						     "`set_entry(x);@"), "ro");
	assert_with("`g(e);@ `set_entry(e);@", CALLEE("'entry_t *x'", "`unmap(x);@"), "ro");
	assert_with("`g(&e);@ `set_entry(e);@", CALLEE("'entry_t **x'", "`unmap(*x);@"), "ro");
	assert_with("`g(e);@ `unmap(e);@", CALLEE("'entry_t *x'", "`h(x);@")
		    ", {'name': 'h', 'params': ['entry_t *y'],\n"
		    " 'text': 'void h(y)\n{\n`*y = 0;@\n}\n'}", "rw");
	assert_with("`g(e);@ `unmap(e);@", CALLEE("'entry_t *x'", "`g(x);@"), "ro");
}

static void flags_of_callees(void **state)
{
	(void)state;
	assert_with("`g(e, true);@ `unmap(e);@",
		    CALLEE("'entry_t *x', 'bool y'", "`if (y) `set_entry(x);@@"), "rw");
	assert_with("`g(e, false);@ `unmap(e);@",
		    CALLEE("'entry_t *x', 'bool y'", "`if (y) `set_entry(x);@@"), "ro");
}

static void macros_write_what_they_name(void **state)
{
	(void)state;
	assert_with("`g(*e);@ `unmap(e);@", ", {'name': 'g', 'macro': true, 'params':\n"
		    " ['entry_t *x'], 'text': 'void g(x) {`x = 0;@}\n'}", "rw");
	assert_with("`g(*e);@ `unmap(e);@", CALLEE("'entry_t x'", "`x = 0;@"), "ro");
}

static void aliases_of_names(void **state)
{
	(void)state;
	assert_with("`g(e);@ `unmap(e);@", ", {'name': 'g', 'alias': 'set_entry'}", "rw");
}

/* One architecture's name for it, and another's */
static void aliases_by_architecture(void **state)
{
	(void)state;
	assert_with("`g(e);@ `unmap(e);@", ", {'name': 'g', 'alias': 'set_entry',\n"
		    " 'file': 'arch/a/g.h'}, {'name': 'g', 'alias': 'entry_get',\n"
		    " 'file': 'arch/b/g.h'}", "rw");
	assert_with("`g(e);@ `unmap(e);@", ", {'name': 'g', 'alias': 'set_entry',\n"
		    " 'file': 'arch/a/g.h'}" CALLEE("'entry_t *x'", "`v = entry_get(x);@"), "rw");
}

static void aliases_that_lead_nowhere(void **state)
{
	(void)state;
	assert_with("`g(e);@ `unmap(e);@", ", {'name': 'g', 'alias': 'unheard_of'}", "manual");
	assert_with("`g(e);@ `unmap(e);@", ", {'name': 'g', 'alias': 'h'},\n"
		    " {'name': 'h', 'alias': 'g'}", "manual");
}

static void what_is_not_known_is_manual(void **state)
{
	(void)state;
	assert_verdict("`unheard_of(e);@ `unmap(e);@", "manual");
	assert_verdict("`unheard_of(&e);@ `unmap(e);@", "manual");
	assert_verdict("`unheard_of(v);@ `unmap(e);@", "ro");
	assert_with("`g(e);@ `unmap(e);@", ", {'name': 'g', 'parsed': false}", "manual");
	assert_verdict("`global = e;@ `unmap(e);@", "manual");
}

static void a_write_counts_more_than_what_is_not_known(void **state)
{
	(void)state;
	assert_verdict("`unheard_of(e);@ `set_entry(e);@ `unmap(e);@", "rw");
}

static void structs_hold_mappings(void **state)
{
	(void)state;
	assert_with("`s.e = e;@ `g(&s);@ `unmap(e);@",
		    CALLEE("'struct s *x'", "`set_entry(x->e);@"), "rw");
	assert_with("`s.e = e;@ `g(&s);@ `unmap(e);@",
		    CALLEE("'struct s *x'", "`v = entry_get(x->e);@"), "ro");
}

static void structs_by_dereference(void **state)
{
	(void)state;
	assert_with("`s.e = e;@ `g(&s);@ `unmap(e);@",
		    CALLEE("'struct s *x'", "`set_entry((*x).e);@"), "rw");
}

static void elements_of_arrays_hold_mappings(void **state)
{
	(void)state;
	assert_with("`a[1].e = e;@ `g(&a[1]);@ `unmap(e);@",
		    CALLEE("'struct s *x'", "`set_entry(x->e);@"), "rw");
}

static void copies_of_structs_hold_mappings(void **state)
{
	(void)state;
	assert_with("`s.e = e;@ `g(&s);@ `unmap(e);@",
		    ", {'name': 'g', 'params': ['struct s *x'], 'declares': ['struct s copy'],\n"
		    " 'text': 'void g(x)\n{\nstruct s copy;\n`copy = *x;@ `set_entry(copy.e);@\n"
		    "\n}\n'}", "rw");
}

static void wrong_documents_are_manual(void **state)
{
	(void)state;
	assert_judged("[{'name': 'f', 'parsed': false, 'problem': 'timeout'}]", "manual");
	assert_judged("[{'name': 'f', 'text': 'void f(void)\n{\n}\n'}]", "manual");
}

/* A rule that timed out: what else is known of the function is not all. */
static void facts_that_may_be_lacking_are_manual(void **state)
{
	(void)state;
	assert_judged(MAPPED_IN MAPS "`set_entry(e);@ `unmap(e);@\n}\n', 'problem': 'timeout',\n"
		      " 'calls': ['map(t, &l)', 'unmap(e)']}]", "manual");
	assert_with("`g(e);@ `unmap(e);@", ", {'name': 'g', 'params': ['entry_t *x'],\n"
		    " 'calls': [], 'problem': 'timeout',\n"
		    " 'text': 'void g(x)\n{\n`set_entry(x);@\n}\n'}", "manual");
}

/* return before the call: no path comes to it */
static void unreachable_calls_are_manual(void **state)
{
	(void)state;
	assert_judged("[{'name': 'f', 'text': 'void f(void)\n{\n`return;@ `e = map(t, &l);@\n}\n'}]",
		      "manual");
}

static void loops_end(void **state)
{
	(void)state;
	assert_verdict("`while (c) `v = entry_get(e++);@@ `unmap(e - 1);@", "ro");
	assert_verdict("`for (;;) `{ `if (c) `break;@@ `set_entry(e);@ `e++;@ }@@ `unmap(e);@",
		       "rw");
	assert_verdict("`again: `v = entry_get(e);@@ `if (c) `goto again;@@ `unmap(e);@", "ro");
}

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

static void what_leaves_without_known_callers_is_manual(void **state)
{
	(void)state;
	assert_judged("[{'name': 'f', 'text': 'void f(void)\n{\n`return map(t, &l);@\n}\n'}]",
		      "manual");
}

static void more_paths_than_are_followed(void **state)
{
	const char *body = "";

	(void)state;
	for (int i = 0; i < 20; i++)
		body = arena_printf("%s`if (!entry_none(v%d)) `g%d();@@ ", body, i, i);
	assert_verdict(arena_printf("%s `unmap(e);@", body), "manual");
}

/* More is known than there is room for: the verdict must not be a guess. */
static void a_full_state_is_no_ro(void **state)
{
	const char *body = "";

	(void)state;
	for (int i = 0; i < 60; i++)
		body = arena_printf("%s`s.m%d = e;@ ", body, i);
	/* What is lost when the state is full is not known, so it is never ro. */
	assert_verdict(arena_printf("%s`p = e;@ `set_entry(p);@ `unmap(e);@", body), "manual");
}

static void more_definitions_than_are_followed(void **state)
{
	const char *others = "";

	(void)state;
	for (int i = 0; i < 120; i++)
		others = arena_printf("%s, {'name': 'g', 'file': 'arch/a%d/g.c', 'params':\n"
				      " ['entry_t *x'], 'text': 'void g(x)\n{\n%s\n}\n'}", others, i,
				      i == 119 ? "`set_entry(x);@" : "`v = entry_get(x);@");
	assert_with("`g(e);@ `unmap(e);@", others, "rw");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_is_done),
		cmocka_unit_test(reading_is_no_write),
		cmocka_unit_test(writers_by_name),
		cmocka_unit_test(stores),
		cmocka_unit_test(aliases),
		cmocka_unit_test(choices_as_arguments),
		cmocka_unit_test(choices_as_targets),
		cmocka_unit_test(inline_assembly_writes),
		cmocka_unit_test(after_the_end_nothing_counts),
		cmocka_unit_test(nor_where_it_is_not_mapped),
		cmocka_unit_test(another_mapping_takes_its_place),
		cmocka_unit_test(callees),
		cmocka_unit_test(flags_of_callees),
		cmocka_unit_test(macros_write_what_they_name),
		cmocka_unit_test(aliases_of_names),
		cmocka_unit_test(aliases_by_architecture),
		cmocka_unit_test(aliases_that_lead_nowhere),
		cmocka_unit_test(what_is_not_known_is_manual),
		cmocka_unit_test(a_write_counts_more_than_what_is_not_known),
		cmocka_unit_test(structs_hold_mappings),
		cmocka_unit_test(structs_by_dereference),
		cmocka_unit_test(elements_of_arrays_hold_mappings),
		cmocka_unit_test(copies_of_structs_hold_mappings),
		cmocka_unit_test(wrong_documents_are_manual),
		cmocka_unit_test(facts_that_may_be_lacking_are_manual),
		cmocka_unit_test(unreachable_calls_are_manual),
		cmocka_unit_test(loops_end),
		cmocka_unit_test(the_recheck_stands_at_the_lock),
		cmocka_unit_test(comparing_with_an_entry_is_a_guard),
		cmocka_unit_test(but_not_with_one_that_may_be_none),
		cmocka_unit_test(nor_before_the_lock),
		cmocka_unit_test(a_guard_dies_with_its_lock),
		cmocka_unit_test(a_guard_is_of_one_side_only),
		cmocka_unit_test(another_lock_is_none),
		cmocka_unit_test(a_lock_held_since_before_the_map),
		cmocka_unit_test(a_trylock_may_fail),
		cmocka_unit_test(evidence_goes_from_the_call_to_the_write),
		cmocka_unit_test(for_ro_each_use_is_told),
		cmocka_unit_test(what_leaves_without_known_callers_is_manual),
		cmocka_unit_test(more_paths_than_are_followed),
		cmocka_unit_test(a_full_state_is_no_ro),
		cmocka_unit_test(more_definitions_than_are_followed),
	};

	return cmocka_run_group_tests(tests, load_vocabulary, free_vocabulary);
}
