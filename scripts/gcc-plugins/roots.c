// SPDX-License-Identifier: GPL-2.0
/*
 * Which functions are examined: those that map. One that leaves a mapping to its
 * callers is examined once more in each of those that this unit has.
 */
#include "mapping.h"

static hash_set<struct cgraph_node *> *for_callers;
static bool escaped;

void root_escapes(void)
{
	escaped = true;
}

/**
 * maps_for_callers - whether a function leaves mappings to its callers
 * @node: the function
 */
bool maps_for_callers(struct cgraph_node *node)
{
	return for_callers->contains(node);
}

/**
 * maps_somewhere - whether a function calls one that maps
 * @node: the function
 */
bool maps_somewhere(struct cgraph_node *node)
{
	struct cgraph_edge *e;

	for (e = node->callees; e; e = e->next_callee) {
		const struct word *w = table_word(e->callee->decl);

		if (w && w->role == ROLE_MAP)
			return true;
	}
	return false;
}

static bool has_body(struct cgraph_node *node)
{
	struct function *fn = DECL_STRUCT_FUNCTION(node->decl);

	return fn && fn->cfg && gimple_in_ssa_p(fn) && !table_word(node->decl);
}

static bool has_callers(struct cgraph_node *node)
{
	struct cgraph_edge *e;

	for (e = node->callers; e; e = e->next_caller) {
		if (has_body(e->caller) && e->caller != node)
			return true;
	}
	return false;
}

static void examine(FILE *out, struct cgraph_node *node, vec<cgraph_node *> *more)
{
	struct cgraph_edge *e;
	bool all, drop;

	escaped = false;
	exits_reset();
	findings_begin(node);
	all = walk_root(node, false, false);
	if (!all) {
		findings_begin(node);
		exits_reset();
		all = walk_root(node, true, false);
	}
	exits_compare();
	drop = escaped && !TREE_PUBLIC(node->decl) && has_callers(node);
	findings_end(out, !all, drop);
	steps_reset();
	if (!escaped || for_callers->add(node))
		return;
	for (e = node->callers; e; e = e->next_caller) {
		if (has_body(e->caller) && !more->contains(e->caller))
			more->safe_push(e->caller);
	}
}

static void summarise(FILE *out, struct cgraph_node *node)
{
	bool all;

	findings_begin(node);
	all = walk_root(node, false, true);
	if (!all) {
		findings_begin(node);
		all = walk_root(node, true, true);
	}
	findings_end(out, !all, false);
	exits_reset();
	steps_reset();
}

/**
 * roots_run - examine this unit
 * @out: takes the facts
 */
void roots_run(FILE *out)
{
	struct cgraph_node *node;
	auto_vec<cgraph_node *> queue;
	unsigned int i;

	for_callers = new hash_set<struct cgraph_node *>;
	FOR_EACH_FUNCTION_WITH_GIMPLE_BODY(node) {
		if (has_body(node) && maps_somewhere(node))
			queue.safe_push(node);
	}
	for (i = 0; i < queue.length(); i++)
		examine(out, queue[i], &queue);
	FOR_EACH_FUNCTION_WITH_GIMPLE_BODY(node) {
		if (has_body(node) && is_given(node))
			summarise(out, node);
	}
	delete for_callers;
	live_reset();
	pure_reset();
}
