// SPDX-License-Identifier: GPL-2.0
/* States that meet: whether they agree on the property, and what both know. */
#include "mapping.h"

static bool pairs_agree(const struct state *sa, const struct pairs *a,
			const struct state *sb, const struct pairs *b)
{
	int i = 0, j = 0;

	for (;;) {
		while (i < a->n && !relevant(sa, a->v[i].to))
			i++;
		while (j < b->n && !relevant(sb, b->v[j].to))
			j++;
		if (i == a->n || j == b->n)
			return i == a->n && j == b->n;
		if (a->v[i].at != b->v[j].at || a->v[i].to != b->v[j].to)
			return false;
		i++;
		j++;
	}
}

static bool claims_agree(const struct state *a, const struct state *b)
{
	int i;

	for (i = 0; i < a->n_claims; i++) {
		const struct claim *c = &a->claims[i];

		if (state_is_over(a, c->mapping))
			continue;
		if ((c->kind == CLAIM_GUARD || c->kind == CLAIM_BEFORE) &&
		    !state_claims(b, c->kind, c->what, c->mapping, c->lock))
			return false;
	}
	return true;
}

static bool maps_agree(const struct state *a, const struct state *b)
{
	static const struct mapping none = {};
	int i, n = a->n_maps > b->n_maps ? a->n_maps : b->n_maps;

	for (i = 0; i < n; i++) {
		const struct mapping *x = i < a->n_maps ? &a->maps[i] : &none;
		const struct mapping *y = i < b->n_maps ? &b->maps[i] : &none;

		if (x->status != y->status || x->unsure != y->unsure ||
		    x->no_lock != y->no_lock)
			return false;
		if (state_is_over(a, i) && state_is_over(b, i))
			continue;
		if (x->pmd != y->pmd || x->why != y->why || x->locked != y->locked)
			return false;
	}
	return true;
}

static bool locks_agree(const struct state *a, const struct state *b)
{
	int i, j;

	if (a->n_held != b->n_held)
		return false;
	for (i = 0; i < a->n_held; i++) {
		for (j = 0; j < b->n_held; j++) {
			if (a->held[i].lock == b->held[j].lock)
				break;
		}
		if (j == b->n_held)
			return false;
	}
	return true;
}

/* What a function returns decides what its caller does next: zero, or not */
static int result_class(const struct pair *p)
{
	const struct value *v = value_of(p->to);

	if (value_of(p->at)->b)
		return 0;
	return v->kind == V_INT ? (v->a ? 2 : 1) : 3;
}

static bool results_agree(const struct pairs *a, const struct pairs *b)
{
	int i;

	for (i = 0; i < a->n; i++) {
		struct pair other = { a->v[i].at, UNKNOWN };

		if (value_of(other.at)->b)
			continue;
		other.to = pairs_get(b, other.at, UNKNOWN);
		if (result_class(&a->v[i]) != result_class(&other))
			return false;
	}
	return true;
}

/**
 * state_agrees - whether two states are the same in every mapping and lock
 * @a: one
 * @b: the other
 */
bool state_agrees(const struct state *a, const struct state *b)
{
	return a->rcu == b->rcu && a->n_order == b->n_order &&
	       !memcmp(a->order, b->order, a->n_order * sizeof(int)) &&
	       maps_agree(a, b) && locks_agree(a, b) && claims_agree(a, b) &&
	       claims_agree(b, a) && pairs_agree(a, &a->env, b, &b->env) &&
	       pairs_agree(a, &a->mem, b, &b->mem) &&
	       results_agree(&a->env, &b->env) && refs_agree(a, b);
}

/* The content of memory that no pair tells of */
static val content(const struct state *st, val at, bool memory)
{
	val root, era;

	if (!memory)
		return UNKNOWN;
	root = value_root(at);
	era = pairs_get(&st->eras, root, UNKNOWN);
	if (value_is(era, V_INT))
		return value_int(0);
	if (value_is(root, V_OBJECT) && era == UNKNOWN)
		return UNKNOWN;
	return value(V_CONTENT, at, era, NULL);
}

static void differ(const struct state *a, const struct state *b,
		   const struct pairs *pa, const struct pairs *pb, bool memory,
		   int place, struct pairs *out)
{
	int i;

	for (i = 0; i < pa->n; i++) {
		val at = pa->v[i].at;
		val other = pairs_get(pb, at, content(b, at, memory));

		if (other != pa->v[i].to)
			pairs_set(out, at, value(V_MERGE, place, at, NULL));
	}
	for (i = 0; i < pb->n; i++) {
		val at = pb->v[i].at;
		val other = pairs_get(pa, at, content(a, at, memory));

		if (other != pb->v[i].to)
			pairs_set(out, at, value(V_MERGE, place, at, NULL));
	}
}

static bool set_all(struct pairs *p, const struct pairs *names)
{
	bool changed = false;
	int i;

	for (i = 0; i < names->n; i++) {
		if (pairs_get(p, names->v[i].at, UNKNOWN) != names->v[i].to) {
			pairs_set(p, names->v[i].at, names->v[i].to);
			changed = true;
		}
	}
	return changed;
}

static void forget_names(struct state *st, struct pairs *p,
			 const struct pairs *names)
{
	int i;

	for (i = 0; i < names->n; i++) {
		if (pairs_get(p, names->v[i].at, UNKNOWN) != names->v[i].to)
			state_forget(st, names->v[i].to);
	}
}

static bool generalise(struct state *a, struct state *b, size_t which,
		       bool memory, int place)
{
	struct pairs *pa = (struct pairs *)((char *)a + which);
	struct pairs *pb = (struct pairs *)((char *)b + which);
	struct pairs names = { NULL, 0, 0 };
	bool changed;

	differ(a, b, pa, pb, memory, place, &names);
	forget_names(a, pa, &names);
	forget_names(b, pb, &names);
	changed = set_all(pa, &names);
	set_all(pb, &names);
	free(names.v);
	return changed;
}

static bool keep_common(struct state *a, const struct state *b)
{
	bool changed = false;
	int i, n = 0;

	for (i = a->facts.n; i-- > 0;) {
		if (pairs_get(&b->facts, a->facts.v[i].at, -1) == a->facts.v[i].to)
			continue;
		pairs_drop(&a->facts, i);
		changed = true;
	}
	for (i = 0; i < a->n_claims; i++) {
		struct claim *c = &a->claims[i];

		if (state_claims(b, c->kind, c->what, c->mapping, c->lock))
			a->claims[n++] = *c;
		else
			changed = true;
	}
	a->n_claims = n;
	refs_common(a, b, &changed);
	return changed;
}

/* One that surely can be is the one to tell of */
static bool less_doubt(struct state *a, const struct state *b)
{
	bool was = needs_change(a);

	if (!was || needs_change(b)) {
		a->doubt = was;
		return false;
	}
	a->doubt = false;
	a->path = b->path;
	return true;
}

/**
 * state_merge - merge a state into one that agrees with it
 * @a: the one that is there; it becomes what is known of both
 * @b: the one that comes; changed, too
 * @place: the block, as a number. A value that differs gets a name of this place,
 *	so that a loop comes to an end.
 *
 * Returns whether @a has changed.
 */
bool state_merge(struct state *a, struct state *b, int place)
{
	bool changed = less_doubt(a, b), more;
	int rounds = 0;

	do {
		more = generalise(a, b, offsetof(struct state, env), false, place);
		more |= generalise(a, b, offsetof(struct state, mem), true, place);
		more |= generalise(a, b, offsetof(struct state, eras), false, place);
		changed |= more;
	} while (more && ++rounds < 8);
	changed |= keep_common(a, b);
	return changed;
}
