/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The control-flow graph, as the paths through it.
 *
 * A path is what is met on it, one blank between: a condition with + where it
 * is true and - where it is false, all else as it stands in the text. A path
 * that comes back to where it was ends there, with ^.
 */
#ifndef TEST_PATHS_H
#define TEST_PATHS_H

#include "facts.h"

enum { MOST_PATHS = 64 };

struct paths {
	const struct function *function;
	const struct flow *flow;
	const char *all[MOST_PATHS];
	int count, passed[4096];
};

static inline void keep(struct paths *paths, const char *path)
{
	for (int i = 0; i < paths->count; i++)
		if (!strcmp(paths->all[i], path))
			return;
	assert_true(paths->count < MOST_PATHS);
	paths->all[paths->count++] = path;
}

static inline void follow(struct paths *paths, int at, const char *path)
{
	const struct node *node = &paths->flow->nodes[at];
	const char *text = arena_printf("%.*s", node->end - node->start,
					paths->function->text + node->start);
	bool shown = node->start < node->end && node->kind != JOIN;
	const char *blank = *path ? " " : "";

	assert_in_range(at, 0, paths->flow->count - 1);
	if (node->kind == EXIT) {
		keep(paths, path);
		return;
	}
	if (paths->passed[at] > !shown) {
		keep(paths, arena_printf("%s%s^%s", path, blank, text));
		return;
	}
	paths->passed[at]++;
	for (int side = 0; side < 2; side++) {
		const char *sign = node->kind != CONDITION ? "" : side ? "-" : "+";

		if (side && node->kind != CONDITION && node->next[0] == node->next[1])
			break;
		follow(paths, node->next[side],
		       shown ? arena_printf("%s%s%s%s", path, blank, text, sign) : path);
	}
	paths->passed[at]--;
}

static inline int by_text(const void *one, const void *other)
{
	return strcmp(*(const char **)one, *(const char **)other);
}

/* @body: of a function, marked; @expected: its paths, sorted, one to a line */
static inline void assert_paths(const char *body, const char *expected)
{
	struct paths paths = { 0 };
	const char *found = "";

	load_functions(arena_printf("[{'name': 'f', 'text': 'void f(void)\n{\n%s\n}\n'}]", body));
	paths.function = function_named("f");
	paths.flow = flow_of(function_named("f"));
	follow(&paths, paths.flow->entry, "");
	qsort(paths.all, paths.count, sizeof(char *), by_text);
	for (int i = 0; i < paths.count; i++)
		found = arena_printf("%s%s\n", found, paths.all[i]);
	assert_string_equal(found, expected);
}

#endif
