/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Verdicts of small functions. The site is the call of map() in the first
 * function. Most are of one function that maps, returns where that fails, and
 * then does what the case is about.
 */
#ifndef TEST_JUDGE_H
#define TEST_JUDGE_H

#include "facts.h"

#define MAPPED_IN "[{'name': 'f', 'params': ['table_t *t', 'lock_t *o', 'int c']," \
	" 'declares': ['entry_t *e', 'entry_t *p', 'entry_t v', 'lock_t *l', 'struct s s'," \
	" 'struct s a'], 'line': 1," \
	" 'text': 'void f(table_t *t, lock_t *o, int c)\n{\nentry_t *e;\nentry_t *p;\nentry_t v;\n" \
	"lock_t *l;\nstruct s s;\nstruct s a[2];\n"
#define MAPS "`e = map(t, &l);@\n`if (!e)\n`return;@@\n"

static inline struct json_object *judge(const char *json)
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
static inline void assert_member(struct json_object *whole, struct json_object *part, const char *key,
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

static inline void assert_judged(const char *json, const char *verdict)
{
	struct json_object *judged = judge(json);

	assert_member(judged, judged, "verdict", verdict);
	json_object_put(judged);
}

static inline const char *with_body(const char *body, const char *others)
{
	return arena_printf(MAPPED_IN MAPS "%s\n}\n'}%s]", body, others);
}

static inline void assert_verdict(const char *body, const char *verdict)
{
	assert_judged(with_body(body, ""), verdict);
}

static inline void assert_with(const char *body, const char *others, const char *verdict)
{
	assert_judged(with_body(body, others), verdict);
}

/* @present: whether what the recheck needs is there already */
static inline void assert_recheck(const char *body, const char *kind, bool present)
{
	struct json_object *judged = judge(with_body(body, "")), *recheck;

	recheck = member(judged, "recheck");
	assert_member(judged, judged, "verdict", "rw");
	assert_member(judged, recheck, "kind", kind);
	assert_int_equal(json_object_get_boolean(member(recheck, "present")), present);
	json_object_put(judged);
}

/* g(), the function that is called */
#define CALLEE(params, body) \
	", {'name': 'g', 'params': [" params "], 'text': 'void g(x)\n{\n" body "\n}\n'}"

#endif
