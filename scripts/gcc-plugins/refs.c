// SPDX-License-Identifier: GPL-2.0
/*
 * References and the like: what is taken of an object is given back, and not more
 * often. What was taken before the function began isn't known, so a reference that
 * is given back without having been taken here is taken for one of those.
 */
#include "mapping.h"

static struct ref *ref_of(struct state *st, const struct couple *couple, val object)
{
	int i;

	for (i = 0; i < st->n_refs; i++) {
		if (st->refs[i].couple == couple && st->refs[i].object == object)
			return &st->refs[i];
	}
	st->refs = XRESIZEVEC(struct ref, st->refs, st->n_refs + 1);
	st->refs[st->n_refs] = (struct ref){ couple, object, 0, false };
	return &st->refs[st->n_refs++];
}

/* What is given back was taken by the caller, for all that is known */
static bool is_too_often(const struct ref *ref)
{
	return ref->n < 0 && (ref->taken || (ref->couple->once && ref->n < -1));
}

/**
 * refs_count - a call that takes something, or gives it back, is counted
 * @st: the state
 * @c: where
 * @decl: the function called, or NULL
 */
void refs_count(struct state *st, const struct cursor *c, tree decl)
{
	bool takes;
	const struct couple *couple = table_couple(decl, &takes);
	struct ref *ref;
	val object;

	if (!couple || !gimple_call_num_args(c->stmt))
		return;
	object = eval(st, c, gimple_call_arg(c->stmt, 0));
	if (object == UNKNOWN)
		return;
	ref = ref_of(st, couple, object);
	if (takes) {
		ref->n += ref->n < 4;
		ref->taken = true;
		return;
	}
	ref->n -= ref->n > -4;
	if (st->n_maps && is_too_often(ref))
		finding(st, c, st->n_maps - 1, K_REF, REFUTED,
			"%s() gives back what was given back before", couple->give);
}

static bool has_same(const struct state *st, const struct ref *ref)
{
	int i;

	for (i = 0; i < st->n_refs; i++) {
		const struct ref *other = &st->refs[i];

		if (other->couple == ref->couple && other->object == ref->object)
			return other->n == ref->n && other->taken == ref->taken;
	}
	return false;
}

static bool has_all(const struct state *st, const struct state *of)
{
	int i;

	for (i = 0; i < of->n_refs; i++) {
		if ((of->refs[i].taken || of->refs[i].couple->once) &&
		    !has_same(st, &of->refs[i]))
			return false;
	}
	return true;
}

/**
 * refs_agree - whether two states have taken the same
 * @a: one
 * @b: the other
 *
 * What is only given back may differ, and where paths are too many all may.
 */
bool refs_agree(const struct state *a, const struct state *b)
{
	return coarse || (has_all(a, b) && has_all(b, a));
}

/**
 * refs_common - of two states that meet what is known of both is kept
 * @a: the one that is kept
 * @b: the other
 * @changed: is set where @a knew more
 */
void refs_common(struct state *a, const struct state *b, bool *changed)
{
	int i, n = 0;

	for (i = 0; i < a->n_refs; i++) {
		if (has_same(b, &a->refs[i]))
			a->refs[n++] = a->refs[i];
		else
			*changed = true;
	}
	a->n_refs = n;
}

/**
 * refs_forget - a name is about to be given again
 * @st: the state
 * @sym: the name
 */
void refs_forget(struct state *st, val sym)
{
	int i, n = 0;

	for (i = 0; i < st->n_refs; i++) {
		if (!value_mentions(st->refs[i].object, sym))
			st->refs[n++] = st->refs[i];
	}
	st->n_refs = n;
}

/**
 * refs_return - the function returns: of what is its own nobody gives it back now
 * @st: the state
 * @c: where
 */
void refs_return(struct state *st, const struct cursor *c)
{
	int i;

	for (i = 0; i < st->n_refs && st->n_maps; i++) {
		const struct ref *ref = &st->refs[i];
		const struct value *root = value_of(value_root(ref->object));

		if (ref->n > 0 && ref->couple->once && root->kind == V_OBJECT &&
		    root->a)
			finding(st, c, st->n_maps - 1, K_REF, REFUTED,
				"%s() is missing at the return", ref->couple->give);
	}
}
