/* SPDX-License-Identifier: GPL-2.0 */
/* Cases for an API that outputs the table entry's value: map(t, &was, &l). */
#ifndef TEST_VALUED_H
#define TEST_VALUED_H

#include "judge.h"

#define VALUED \
	"[{'name': 'f', 'params': ['table_t *t', 'lock_t *o', 'int c'], 'declares':" \
	" ['entry_t *e', 'lock_t *l', 'table_t was', 'table_t other', 'bool same', 'int how'," \
	" 'lock_t *k', 'entry_t *d'], 'line': 1," \
	" 'text': 'void f(table_t *t, lock_t *o, int c)\n{\n" \
	"entry_t *e;\nlock_t *l;\ntable_t was;\ntable_t other;\nbool same;\nint how;\nlock_t *k;\nentry_t *d;\n" \
	"`e = map(t, &was, &l);@\n`if (!e)\n`return;@@\n%s\n}\n'}%s]"

static inline struct json_object *judged_with(const char *body, const char *others)
{
	return judge(arena_printf(VALUED, body, others));
}

static inline int load_valued(void **state)
{
	struct json_object *old;

	load_vocabulary(state);
	old = read_json("{'name': 'map', 'pmd': 0, 'pmdvalp': 1, 'ptlp': 2}");
	json_object_object_add(member(vocabulary, "api"), "old", old);
	return 0;
}

#endif
