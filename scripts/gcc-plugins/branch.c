// SPDX-License-Identifier: GPL-2.0
/* Where a path goes on after a condition or a switch. */
#include "mapping.h"

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

		if (assume(next, c, cond, !!(e->flags & EDGE_TRUE_VALUE)))
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
