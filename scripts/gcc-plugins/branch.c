// SPDX-License-Identifier: GPL-2.0
/* Where a path goes on after a condition or a switch. */
#include "mapping.h"

static const char again[] = "again";

/* What a macro computes is named by where it stands in the macro's definition */
static val by_macro(struct state *st, const struct cursor *c, tree op, bool *found)
{
	gimple *def = TREE_CODE(op) == SSA_NAME ? SSA_NAME_DEF_STMT(op) : NULL;
	location_t at = UNKNOWN_LOCATION;

	/* The value of a ?: has no name of its own, and is one of several */
	if (def && gimple_code(def) == GIMPLE_PHI && !SSA_NAME_VAR(op))
		at = gimple_phi_arg_location(as_a<gphi *>(def), 0);
	if (!linemap_location_from_macro_expansion_p(line_table, at))
		return value_timeless(eval(st, c, op));
	*found = true;
	at = linemap_resolve_location(line_table, at, LRK_SPELLING_LOCATION, NULL);
	return value(V_SYM, 0, 0, (const void *)(uintptr_t)at);
}

/*
 * What a macro computes is computed anew each time, from what nobody is known to have
 * changed: a path that goes two ways at two tests of it is in doubt
 */
static void note_macro(struct state *st, const struct cursor *c, bool is)
{
	bool found = false;
	val a = by_macro(st, c, gimple_cond_lhs(c->stmt), &found);
	val b = by_macro(st, c, gimple_cond_rhs(c->stmt), &found);
	val cond = compare(gimple_cond_code(c->stmt), a, b);
	int known;

	if (!found || cond == UNKNOWN)
		return;
	if (value_is(cond, V_NOT)) {
		cond = value_of(cond)->a;
		is = !is;
	}
	cond = value(V_APPLY, cond, 0, again);
	known = pairs_get(&st->facts, cond, -1);
	st->doubt |= known >= 0 && known != is;
	pairs_set(&st->facts, cond, is);
}

/**
 * branch - go both ways that a condition may send a state
 * @f: the function
 * @c: the condition
 * @st: the state; it is used up
 */
void branch(struct frame *f, const struct cursor *c, struct state *st)
{
	basic_block bb = gimple_bb(c->stmt);
	tree lhs = gimple_cond_lhs(c->stmt), rhs = gimple_cond_rhs(c->stmt);
	val a = eval(st, c, lhs), b = eval(st, c, rhs), cond;
	edge_iterator ei;
	edge e;

	cond = compare(gimple_cond_code(c->stmt), a, b);
	FOR_EACH_EDGE(e, ei, bb->succs) {
		struct state *next = state_copy(st);
		bool is = e->flags & EDGE_TRUE_VALUE;

		note_macro(next, c, is);
		if (assume(next, c, cond, is))
			follow_edge(f, e, next);
		else
			state_free(next);
	}
	state_free(st);
}

/* Where a switch goes if its index is none of the numbers that it names */
static bool assume_other(struct state *st, const struct cursor *c, gswitch *stmt,
			 val index)
{
	unsigned int i;

	for (i = 0; i < gimple_switch_num_labels(stmt); i++) {
		tree label = gimple_switch_label(stmt, i);
		val same;

		if (!CASE_LOW(label) || CASE_HIGH(label))
			continue;
		same = value_equal(index, eval(st, c, CASE_LOW(label)));
		if (!assume(st, c, same, false))
			return false;
	}
	return true;
}

/**
 * switch_over - go all ways that a switch may send a state
 * @f: the function
 * @c: the switch
 * @st: the state; it is used up
 */
void switch_over(struct frame *f, const struct cursor *c, struct state *st)
{
	gswitch *stmt = as_a<gswitch *>(c->stmt);
	val index = eval(st, c, gimple_switch_index(stmt));
	unsigned int i;

	for (i = 0; i < gimple_switch_num_labels(stmt); i++) {
		tree label = gimple_switch_label(stmt, i);
		edge e = find_edge(gimple_bb(stmt),
				   label_to_block(c->fn, CASE_LABEL(label)));
		struct state *next = state_copy(st);
		val cond = UNKNOWN;
		bool can;

		if (CASE_LOW(label) && !CASE_HIGH(label))
			cond = value_equal(index, eval(st, c, CASE_LOW(label)));
		can = CASE_LOW(label) ? assume(next, c, cond, true) :
		      assume_other(next, c, stmt, index);
		if (e && can)
			follow_edge(f, e, next);
		else
			state_free(next);
	}
	state_free(st);
}
