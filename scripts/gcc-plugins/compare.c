// SPDX-License-Identifier: GPL-2.0
/*
 * What a comparison proves of a mapping, and under which lock.
 *
 * The pmd value that the latest map gave, equal to the entry read again under
 * the table's lock, proves that the table is in place. So does an entry of the
 * table, read again under the lock, that is equal to one known not to be none:
 * a detached table has none entries only.
 */
#include "mapping.h"

/**
 * protects - whether a lock keeps a mapping's table in place
 * @st: the state
 * @k: the mapping
 * @lock: the lock: the table's own, or that of the entry it hangs on
 */
bool protects(struct state *st, int k, val lock)
{
	const struct value *l = value_of(lock);

	if (l->kind == V_TABLELOCK && l->a == st->maps[k].pmd)
		return true;
	return same_lock(st, lock, value_of_mapping(V_LOCK, k));
}

/**
 * guarded - whether a mapping is rechecked under a lock that is held since
 * @st: the state
 * @k: the mapping
 */
bool guarded(struct state *st, int k)
{
	int i;

	for (i = 0; i < st->n_claims; i++) {
		struct claim c = st->claims[i];

		if (c.mapping != k)
			continue;
		if (c.kind == CLAIM_GUARD ||
		    (c.kind == CLAIM_BEFORE && protects(st, k, c.lock)))
			return true;
	}
	return false;
}

static val read_under_locks(struct state *st, val v)
{
	int i;

	for (i = 0; i < st->n_held; i++)
		state_claim(st, CLAIM_FRESH, v, -1, st->held[i].lock);
	return v;
}

/**
 * read_table - the entry that a table hangs on is read
 * @st: the state
 * @c: where
 * @pmd: pointer to it
 */
val read_table(struct state *st, const struct cursor *c, val pmd)
{
	return read_under_locks(st, fresh(st, c, V_LIVE, pmd));
}

/**
 * read_entry - an entry of a mapped table is read
 * @st: the state
 * @c: where
 * @map: the pointer
 */
val read_entry(struct state *st, const struct cursor *c, val map)
{
	do_use(st, c, map, true);
	return read_under_locks(st, fresh(st, c, V_ENTRY, map));
}

/* Equal values prove k rechecked under each lock that the reading was made under */
static void prove(struct state *st, int k, val same, val reading)
{
	bool locked = false, proved = false;
	int i;

	for (i = 0; i < st->n_held; i++) {
		val lock = st->held[i].lock;

		if (!protects(st, k, lock))
			continue;
		locked = true;
		if (!state_claims(st, CLAIM_FRESH, reading, -1, lock))
			continue;
		state_claim(st, CLAIM_PROOF, same, k, lock);
		proved = true;
	}
	if (!proved)
		st->maps[k].why = locked ? WHY_STALE_READ : WHY_EARLY;
}

static void no_proof(struct state *st, val pmd, enum why why)
{
	int i;

	for (i = 0; i < st->n_maps; i++) {
		if (st->maps[i].status != ABSENT && st->maps[i].pmd == pmd)
			st->maps[i].why = why;
	}
}

static void same_table(struct state *st, val same, val a, val b)
{
	const struct value *x, *y;

	if (value_is(b, V_PMDVAL))
		std::swap(a, b);
	x = value_of(a);
	y = value_of(b);
	if (x->kind == V_PMDVAL && a == b) {
		st->maps[x->a].why = WHY_SELF;
	} else if (y->kind == V_PMDVAL) {
		st->maps[x->a].why = WHY_OTHER;
		st->maps[y->a].why = WHY_OTHER;
	} else if (x->kind == V_PMDVAL && x->b) {
		st->maps[x->a].why = WHY_OLDER;
	} else if (x->kind == V_PMDVAL && y->kind == V_LIVE) {
		if (st->maps[x->a].pmd == y->b) {
			prove(st, x->a, same, b);
			return;
		}
		no_proof(st, y->b, WHY_OTHER);
		st->maps[x->a].why = WHY_OTHER;
	} else if (a == b && x->kind == V_LIVE) {
		no_proof(st, x->b, WHY_SELF);
	} else if (x->kind == V_LIVE && y->kind == V_LIVE) {
		no_proof(st, x->b, WHY_READING);
		no_proof(st, y->b, WHY_READING);
	} else if (x->kind == V_LIVE || y->kind == V_LIVE) {
		no_proof(st, x->kind == V_LIVE ? x->b : y->b, WHY_UNKNOWN_VALUE);
	} else if (x->kind == V_PMDVAL) {
		st->maps[x->a].why = WHY_UNKNOWN_VALUE;
	}
}

/* Returns false if it is no reading of a mapping that is there */
static bool same_entry(struct state *st, val same, val reading, val old)
{
	const struct value *r = value_of(reading), *map;
	int none, k;

	if (r->kind != V_ENTRY)
		return false;
	map = value_of(r->b);
	k = map->a;
	if (map->b)
		return false;
	if (reading == old) {
		st->maps[k].why = WHY_SELF;
		return true;
	}
	none = old == UNKNOWN ? -1 :
	       pairs_get(&st->facts, value(V_NONE, old, 0, NULL), -1);
	if (none)
		st->maps[k].why = none > 0 ? WHY_NONE_VALUE : WHY_MAYBE_NONE;
	else
		prove(st, k, same, reading);
	return true;
}

static bool is_fresh(const struct state *st, val v)
{
	int i;

	for (i = 0; i < st->n_held; i++) {
		if (state_claims(st, CLAIM_FRESH, v, -1, st->held[i].lock))
			return true;
	}
	return false;
}

static bool maybe_none(const struct state *st, val v)
{
	return pairs_get(&st->facts, value(V_NONE, v, 0, NULL), -1) != 0;
}

/* Two entries are compared: the one read under a lock is the reading, if one is */
static void same_entries(struct state *st, val same, val a, val b)
{
	if (is_fresh(st, b) && !is_fresh(st, a))
		std::swap(a, b);
	if (is_fresh(st, a) && is_fresh(st, b) && value_is(a, V_ENTRY) &&
	    value_is(b, V_ENTRY) && value_of(a)->b == value_of(b)->b &&
	    maybe_none(st, a) && maybe_none(st, b)) {
		st->maps[value_of(value_of(a)->b)->a].why = WHY_SELF;
		return;
	}
	if (!is_fresh(st, a) && a != b) {
		val reading = value_is(a, V_ENTRY) ? a : b;

		if (value_is(reading, V_ENTRY))
			prove(st, value_of(value_of(reading)->b)->a, same, reading);
		return;
	}
	if (!same_entry(st, same, a, b))
		same_entry(st, same, b, a);
}

/**
 * do_same - two values are compared
 * @st: the state
 * @c: where
 * @w: which comparison
 * @a: one value
 * @b: the other
 *
 * Returns the result, a value that proves what it proves once it is known to be true.
 */
val do_same(struct state *st, const struct cursor *c, const struct word *w,
	    val a, val b)
{
	val same = fresh(st, c, V_SAME, UNKNOWN);

	if (w->role == ROLE_SAME_TABLE)
		same_table(st, same, a, b);
	else
		same_entries(st, same, a, b);
	return same;
}
