// SPDX-License-Identifier: GPL-2.0
/* What is left when the function under examination returns. */
#include "mapping.h"

/* Memory that a caller reaches and that holds a value; UNKNOWN if there is none */
static val stored(const struct state *st, val what)
{
	int i;

	for (i = 0; i < st->mem.n; i++) {
		if (st->mem.v[i].to == what)
			return st->mem.v[i].at;
	}
	return UNKNOWN;
}

/*
 * Beside a mapping that lives on, in the same struct: a lock that was released. Where it
 * is this mapping's own, the way here may be one that never is: what is skipped in the
 * cleanup hangs on a condition that was tested before, and forgotten since.
 */
static void check_struct(struct state *st, const struct cursor *c, int k, val place)
{
	val root = value_root(place);
	int i;

	for (i = 0; i < st->mem.n; i++) {
		struct pair p = st->mem.v[i];
		const struct value *lock = value_of(p.to);

		if (lock->kind != V_LOCK || value_root(p.at) != root ||
		    state_held(st, p.to) != UNKNOWN)
			continue;
		if (lock->b || (lock->a != k && st->maps[lock->a].locked))
			finding(st, c, k, K_STRUCT, REFUTED,
				"a released lock is left in the struct");
		else if (st->maps[lock->a].locked)
			finding(st, c, k, K_STRUCT, UNKNOWN_VERDICT,
				"left mapped to the callers, beside its released lock");
	}
}

static void check_mapping(struct state *st, const struct cursor *c, int k, val result)
{
	val map = value(V_MAP, k, 0, NULL), lock = value(V_LOCK, k, 0, NULL);
	val pmdval = value(V_PMDVAL, k, 0, NULL);
	val place = stored(st, map);
	bool is_public = TREE_PUBLIC(c->fn->decl);

	if (result != map && place == UNKNOWN) {
		finding(st, c, k, K_UNMAP, REFUTED, "still mapped at the return");
		return;
	}
	root_escapes();
	finding(st, c, k, K_UNMAP, UNKNOWN_VERDICT, "left mapped to the callers");
	finding(st, c, k, K_USE, UNKNOWN_VERDICT, "left mapped to the callers");
	if (finding_api(k) == API_RO || finding_api(k) == API_OLD)
		finding(st, c, k, K_WRITE, UNKNOWN_VERDICT, "left mapped to the callers");
	if (place != UNKNOWN)
		check_struct(st, c, k, place);
	if (finding_api(k) != API_RW || guarded(st, k))
		return;
	if (state_held(st, lock) != UNKNOWN && is_public &&
	    stored(st, pmdval) == UNKNOWN)
		finding(st, c, k, K_RECHECK, REFUTED,
			"left locked to the callers, who can't recheck it");
	else
		finding(st, c, k, K_RECHECK, UNKNOWN_VERDICT,
			"left to the callers without a recheck");
}

/* Whether a lock is only left where it is the same as that of a map that is over */
static bool is_older_lock(struct state *st, val lock)
{
	int i;

	for (i = 0; i < st->facts.n; i++) {
		const struct value *f = value_of(st->facts.v[i].at);
		int k;

		if (f->kind != V_EQ || !st->facts.v[i].to ||
		    (f->a != lock && f->b != lock))
			continue;
		k = value_mapping(f->a == lock ? f->b : f->a);
		if (k >= 0 && st->maps[k].status == UNMAPPED &&
		    finding_api(k) == API_LOCKED)
			return true;
	}
	return false;
}

static void check_lock(struct state *st, const struct cursor *c, val lock, val result)
{
	int k = value_mapping(lock);

	if (k < 0 && (!value_is(lock, V_TABLELOCK) || lock == result ||
		      stored(st, lock) != UNKNOWN))
		return;
	if (k >= 0 && (st->maps[k].status == MAPPED || stored(st, lock) != UNKNOWN)) {
		finding(st, c, k, K_LOCK, UNKNOWN_VERDICT, "left locked to the callers");
		root_escapes();
		return;
	}
	if (k < 0)
		k = st->n_maps - 1;
	if (k < 0)
		return;
	if (value_is(lock, V_TABLELOCK) && is_older_lock(st, lock))
		finding(st, c, k, K_LOCK, UNKNOWN_VERDICT,
			"still held at the return, if it is the lock of an older map");
	else
		finding(st, c, k, K_LOCK, REFUTED, "a lock is still held at the return");
}

/**
 * do_return - the function under examination returns
 * @st: the state, without the function's own variables
 * @c: where
 * @v: what it returns
 */
void do_return(struct state *st, const struct cursor *c, val v)
{
	int i;

	for (i = 0; i < st->n_maps; i++) {
		if (st->maps[i].status == MAPPED)
			check_mapping(st, c, i, v);
	}
	for (i = 0; i < st->n_held; i++)
		check_lock(st, c, st->held[i].lock, v);
	refs_return(st, c);
	exits_note(st, c);
	if (st->rcu && st->n_maps)
		finding(st, c, st->n_maps - 1, K_LOCK, REFUTED, st->rcu > 0 ?
			"an RCU read section is left open" :
			"an RCU read section is left twice");
}
