// SPDX-License-Identifier: GPL-2.0
/* Conditions: whether one is known, and what follows once it is taken to hold. */
#include "mapping.h"

/* x == n is false where x == m is known to hold */
static bool other_number(const struct state *st, const struct value *cond)
{
	int i;

	if (cond->kind != V_EQ || !value_is(cond->b, V_INT))
		return false;
	for (i = 0; i < st->facts.n; i++) {
		const struct value *f = value_of(st->facts.v[i].at);

		if (st->facts.v[i].to && f->kind == V_EQ && f->a == cond->a &&
		    value_is(f->b, V_INT) && f->b != cond->b)
			return true;
	}
	return false;
}

/**
 * truth - whether a condition holds: 1, 0, or -1 where it isn't known
 * @st: the state
 * @cond: the condition
 */
int truth(struct state *st, val cond)
{
	struct value c = *value_of(cond);
	int a, b;

	switch (c.kind) {
	case V_UNKNOWN:
		return -1;
	case V_INT:
		return c.a != 0;
	case V_NOT:
		a = truth(st, c.a);
		return a < 0 ? a : !a;
	case V_AND:
		a = truth(st, c.a);
		b = truth(st, c.b);
		return !a || !b ? 0 : a == 1 && b == 1 ? 1 : -1;
	case V_OR:
		a = truth(st, c.a);
		b = truth(st, c.b);
		return a == 1 || b == 1 ? 1 : !a && !b ? 0 : -1;
	default:
		break;
	}
	if (!value_is_truth(cond))
		return truth(st, value_not(value_equal(cond, value_int(0))));
	a = pairs_get(&st->facts, cond, -1);
	if (a < 0 && other_number(st, &c))
		return 0;
	return a;
}

static bool is_held(const struct state *st, val lock)
{
	int i;

	for (i = 0; i < st->n_held; i++) {
		if (st->held[i].lock == lock)
			return true;
	}
	return false;
}

/* Two locks that are held turn out to be one: it was taken twice */
static bool taken_twice(struct state *st, const struct cursor *c, val cond)
{
	struct value v = *value_of(cond);
	int k = value_mapping(v.a) < 0 ? value_mapping(v.b) : value_mapping(v.a);

	if (v.kind != V_EQ || k < 0 || !is_held(st, v.a) || !is_held(st, v.b))
		return false;
	finding(st, c, k, K_LOCK, REFUTED,
		"a lock is taken that is held already, where the two are the same");
	return true;
}

static void holds(struct state *st, const struct cursor *c, val cond)
{
	const struct value *v = value_of(cond);
	int i;

	if (v->kind == V_TRY)
		do_lock(st, c, v->b);
	if (v->kind == V_APPLY)
		pairs_set(&st->facts, value(V_NONE, v->a, 0, NULL), 0);
	if (v->kind == V_LESS)
		pairs_set(&st->facts, value_equal(v->a, v->b), 0);
	if (v->kind != V_SAME)
		return;
	for (i = 0; i < st->n_claims; i++) {
		struct claim *p = &st->claims[i];

		if (p->kind == CLAIM_PROOF && p->what == cond)
			state_claim(st, CLAIM_GUARD, UNKNOWN, p->mapping, p->lock);
	}
}

/**
 * assume - go on where a condition holds, or where it doesn't
 * @st: the state
 * @c: where
 * @cond: the condition
 * @is: whether it holds
 *
 * Returns false where that can't be.
 */
bool assume(struct state *st, const struct cursor *c, val cond, bool is)
{
	struct value v = *value_of(cond);
	int known = truth(st, cond);

	if (known >= 0 && known != is)
		return false;
	if (cond == UNKNOWN || v.kind == V_INT)
		return true;
	if (v.kind == V_NOT)
		return assume(st, c, v.a, !is);
	if ((v.kind == V_AND && is) || (v.kind == V_OR && !is))
		return assume(st, c, v.a, is) && assume(st, c, v.b, is);
	if (v.kind == V_AND || v.kind == V_OR)
		return true;
	if (!value_is_truth(cond))
		return assume(st, c, value_equal(cond, value_int(0)), !is);
	if (known >= 0)
		return true;
	if (is && taken_twice(st, c, cond))
		return false;
	pairs_set(&st->facts, cond, is);
	if (is)
		holds(st, c, cond);
	return true;
}

/**
 * needs_change - whether a path exists only if a callee that couldn't be followed
 *	changed what it was given: the same test had another outcome before
 * @st: the state
 */
bool needs_change(const struct state *st)
{
	int i, j, n = st->facts.n;
	val *names;
	bool found = st->doubt;

	if (found || !n)
		return found;
	names = XNEWVEC(val, n);
	for (i = 0; i < n && !found; i++) {
		names[i] = value_timeless(st->facts.v[i].at);
		for (j = 0; j < i && !found; j++)
			found = names[i] == names[j] &&
				st->facts.v[i].to != st->facts.v[j].to;
	}
	free(names);
	return found;
}

/**
 * same_lock - whether two locks are known to be the same
 * @st: the state
 * @a: one
 * @b: the other
 */
bool same_lock(struct state *st, val a, val b)
{
	if (a == UNKNOWN || b == UNKNOWN)
		return false;
	return a == b || truth(st, value_equal(a, b)) == 1;
}

static val apart(val a, val b)
{
	return value(V_APPLY, value_equal(a, b), 0, "apart");
}

/**
 * set_apart - two locks are held at a time. That they are two is not known as a fact:
 *	a test may tell that one was taken twice.
 * @st: the state
 * @a: one
 * @b: the other
 */
void set_apart(struct state *st, val a, val b)
{
	if (value_equal(a, b) != UNKNOWN)
		pairs_set(&st->facts, apart(a, b), 1);
}

/**
 * may_be_same - whether two locks aren't known to be different
 * @st: the state
 * @a: one
 * @b: the other
 */
bool may_be_same(struct state *st, val a, val b)
{
	val equal = value_equal(a, b);

	if (equal != UNKNOWN && pairs_get(&st->facts, apart(a, b), 0))
		return false;
	return truth(st, equal) != 0;
}
