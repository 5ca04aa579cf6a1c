// SPDX-License-Identifier: GPL-2.0
/* Assignments: copies of values and objects, and what operators make of values. */
#include "mapping.h"

static void copy_object(struct state *st, const struct cursor *c, tree lhs, tree rhs)
{
	val to = address_of(st, c, lhs), from = UNKNOWN, root;
	HOST_WIDE_INT size = size_of(lhs), start;
	struct pairs copied = { NULL, 0, 0 };
	int i;

	if (to == UNKNOWN)
		return;
	forget_range(st, to, size);
	if (TREE_CODE(rhs) == CONSTRUCTOR) {
		if (value_root(to) == to)
			pairs_set(&st->eras, to, value_int(0));
		return;
	}
	from = address_of(st, c, rhs);
	root = value_root(from);
	start = value_is(from, V_FIELD) ? value_of(from)->b : 0;
	for (i = 0; i < st->mem.n && from != UNKNOWN; i++) {
		val at = st->mem.v[i].at;
		HOST_WIDE_INT offset = value_is(at, V_FIELD) ? value_of(at)->b : 0;

		if (value_root(at) == root && !value_is(at, V_ADD) &&
		    offset >= start && offset < start + size)
			pairs_set(&copied, value_field(to, offset - start),
				  st->mem.v[i].to);
	}
	if (value_root(to) == to)
		pairs_set(&st->eras, to, fresh(st, c, V_SYM, to));
	for (i = 0; i < copied.n; i++)
		pairs_set(&st->mem, copied.v[i].at, copied.v[i].to);
	free(copied.v);
}

/**
 * compare - the truth of a comparison, as a value
 * @code: GCC's code of it
 * @a: the left operand
 * @b: the right operand
 */
val compare(enum tree_code code, val a, val b)
{
	switch (code) {
	case EQ_EXPR:
		return value_equal(a, b);
	case NE_EXPR:
		return value_not(value_equal(a, b));
	case LT_EXPR:
		return value_less(a, b);
	case GT_EXPR:
		return value_less(b, a);
	case LE_EXPR:
		return value_not(value_less(b, a));
	case GE_EXPR:
		return value_not(value_less(a, b));
	default:
		return UNKNOWN;
	}
}

static val two_operands(enum tree_code code, val a, val b)
{
	bool ints = value_is(a, V_INT) && value_is(b, V_INT);
	bool truths = value_is_truth(a) && (value_is_truth(b) || value_is(b, V_INT));

	if (TREE_CODE_CLASS(code) == tcc_comparison)
		return compare(code, a, b);
	if (code == POINTER_PLUS_EXPR)
		return value_add(a, b);
	if (a == UNKNOWN || b == UNKNOWN)
		return UNKNOWN;
	switch (code) {
	case PLUS_EXPR:
		if (ints)
			return value_int(value_of(a)->a + value_of(b)->a);
		return value(V_OP, a, b, (void *)(long)code);
	case BIT_AND_EXPR:
		if (truths)
			return value_is(b, V_INT) ? a : value(V_AND, a, b, NULL);
		return value(V_OP, a, b, (void *)(long)code);
	case BIT_IOR_EXPR:
		if (truths && value_is_truth(b))
			return value(V_OR, a, b, NULL);
		return value(V_OP, a, b, (void *)(long)code);
	case BIT_XOR_EXPR:
		return truths && value_is(b, V_INT) ? value_not(a) : UNKNOWN;
	default:
		return value(V_OP, a, b, (void *)(long)code);
	}
}

static val one_operand(enum tree_code code, val a, tree lhs)
{
	if (CONVERT_EXPR_CODE_P(code) || code == VIEW_CONVERT_EXPR) {
		if (TREE_CODE(TREE_TYPE(lhs)) == BOOLEAN_TYPE && a != UNKNOWN &&
		    !value_is_truth(a))
			return value_not(value_equal(a, value_int(0)));
		return a;
	}
	if (code == BIT_NOT_EXPR && TREE_CODE(TREE_TYPE(lhs)) == BOOLEAN_TYPE)
		return value_not(a);
	return UNKNOWN;
}

/* An expression nested too deep is only a name */
static val bounded(val v)
{
	const struct value *n = value_of(v);
	int depth = 0;

	while (n->kind == V_OP || n->kind == V_AND || n->kind == V_OR) {
		if (++depth > 4)
			return UNKNOWN;
		n = value_of(n->a);
	}
	return v;
}

/**
 * assign - an assignment
 * @st: the state
 * @c: where
 */
void assign(struct state *st, const struct cursor *c)
{
	tree lhs = gimple_assign_lhs(c->stmt), rhs = gimple_assign_rhs1(c->stmt);
	enum tree_code code = gimple_assign_rhs_code(c->stmt);
	val v = UNKNOWN;

	switch (get_gimple_rhs_class(code)) {
	case GIMPLE_SINGLE_RHS:
		if (TREE_CLOBBER_P(rhs)) {
			forget_range(st, address_of(st, c, lhs), -1);
			return;
		}
		if (AGGREGATE_TYPE_P(TREE_TYPE(lhs)) &&
		    !table_is_slot(TREE_TYPE(lhs))) {
			copy_object(st, c, lhs, rhs);
			return;
		}
		v = eval(st, c, rhs);
		break;
	case GIMPLE_UNARY_RHS:
		v = one_operand(code, eval(st, c, rhs), lhs);
		break;
	case GIMPLE_BINARY_RHS:
		v = two_operands(code, eval(st, c, rhs),
				 eval(st, c, gimple_assign_rhs2(c->stmt)));
		break;
	default:
		break;
	}
	set_result(st, c, lhs, bounded(v));
}
