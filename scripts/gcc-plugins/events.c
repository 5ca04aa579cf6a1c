// SPDX-License-Identifier: GPL-2.0
/* What mapping, unmapping, locking and writing do to the property. */
#include "mapping.h"

static void order_drop(struct state *st, int k)
{
	int i, n = 0;

	for (i = 0; i < st->n_order; i++) {
		if (st->order[i] != k)
			st->order[n++] = st->order[i];
	}
	st->n_order = n;
}

static void order_push(struct state *st, int k)
{
	st->order = XRESIZEVEC(int, st->order, st->n_order + 1);
	st->order[st->n_order++] = k;
}

static void push_held(struct state *st, const struct cursor *c, val lock)
{
	st->held = XRESIZEVEC(struct held, st->held, st->n_held + 1);
	st->held[st->n_held++] = (struct held){ lock, c->at };
}

static void mapped(struct state *st, const struct cursor *c,
		   const struct word *w, int k, val pmd)
{
	val ptlp = argument(st, c, w->ptl), pmdvalp = argument(st, c, w->pmdval);
	struct mapping *m = state_map(st, k);
	int i;

	*m = (struct mapping){ MAPPED, pmd, WHY_NO_RECHECK, false, NULL, NULL,
			       c->at };
	order_push(st, k);
	for (i = 0; i < st->n_held; i++)
		state_claim(st, CLAIM_BEFORE, UNKNOWN, k, st->held[i].lock);
	if (pmdvalp != UNKNOWN)
		pairs_set(&st->mem, pmdvalp, value_of_mapping(V_PMDVAL, k));
	if (ptlp != UNKNOWN)
		pairs_set(&st->mem, ptlp, value_of_mapping(V_LOCK, k));
	if (w->api == API_LOCKED) {
		m->locked = true;
		push_held(st, c, value_of_mapping(V_LOCK, k));
	}
	set_result(st, c, gimple_call_lhs(c->stmt), value_of_mapping(V_MAP, k));
}

/**
 * do_map - a call that maps
 * @st: the state
 * @c: where
 * @w: the function
 *
 * Returns two states: there is a table, and there is none.
 */
struct state *do_map(struct state *st, const struct cursor *c,
		     const struct word *w)
{
	int k = finding_mapping(c, w);
	val pmd = argument(st, c, w->pmd), pmdvalp = argument(st, c, w->pmdval);
	val ptlp = argument(st, c, w->ptl);
	struct state *none;

	if (state_map(st, k)->status == MAPPED)
		finding(st, c, k, K_UNMAP, REFUTED,
			"mapped again while it is still mapped");
	state_step(st, c->at, "maps");
	if (st->maps[k].status != ABSENT) {
		order_drop(st, k);
		state_age(st, k);
		pmd = argument(st, c, w->pmd);
	}
	if (pmdvalp == value_int(0))
		finding(st, c, k, K_PMDVAL, REFUTED, "NULL is passed for the pmd value");
	st->maps[k].status = ABSENT;
	none = state_copy(st);
	if (pmdvalp != UNKNOWN)
		pairs_set(&none->mem, pmdvalp, fresh(none, c, V_SYM, pmdvalp));
	if (ptlp != UNKNOWN && value_is(ptlp, V_OBJECT) &&
	    pairs_get(&none->mem, ptlp, UNKNOWN) == UNKNOWN)
		pairs_set(&none->mem, ptlp, value_int(NEVER_SET));
	set_result(none, c, gimple_call_lhs(c->stmt), value_int(0));
	mapped(st, c, w, k, pmd);
	st->next = none;
	return st;
}

/* A mapping to report what is about none that is there */
static int last_mapping(const struct state *st)
{
	return st->n_maps - 1;
}

static void unsure_all(struct state *st, const char *why)
{
	int i;

	for (i = 0; i < st->n_maps; i++) {
		if (st->maps[i].status == MAPPED)
			st->maps[i].unsure = why;
	}
}

/**
 * do_unmap - a mapping ends
 * @st: the state
 * @c: where
 * @v: the pointer
 */
void do_unmap(struct state *st, const struct cursor *c, val v)
{
	const struct value *m = value_of(v);
	int k = m->a;

	if (v == value_int(0) && last_mapping(st) >= 0) {
		finding(st, c, last_mapping(st), K_UNMAP, REFUTED,
			"NULL is unmapped: nothing is mapped on this path");
		return;
	}
	if (!value_is(v, V_MAP)) {
		if (!value_is(v, V_INT))
			unsure_all(st, "a pointer of unknown origin is unmapped");
		return;
	}
	if (m->b || st->maps[k].status == UNMAPPED) {
		finding(st, c, k, K_UNMAP, REFUTED, "unmapped twice");
		return;
	}
	if (st->maps[k].status != MAPPED)
		return;
	if (st->order[st->n_order - 1] != k)
		finding(st, c, k, K_ORDER, REFUTED,
			"unmapped before what was mapped after it");
	st->maps[k].status = UNMAPPED;
	order_drop(st, k);
	state_step(st, c->at, "unmaps");
}

/**
 * do_lock - a lock is taken
 * @st: the state
 * @c: where
 * @v: the lock
 */
void do_lock(struct state *st, const struct cursor *c, val v)
{
	val held = state_held(st, v);
	int k = value_mapping(v), i;

	if (held != UNKNOWN) {
		if (k < 0)
			k = value_mapping(held);
		if (k < 0 && value_is(v, V_TABLELOCK))
			k = last_mapping(st);
		if (k >= 0)
			finding(st, c, k, K_LOCK, REFUTED,
				"a lock is taken that is held already");
		return;
	}
	if (k >= 0 && value_of(v)->b) {
		finding(st, c, k, K_LOCK, REFUTED,
			"the lock of an older map is taken");
	} else if (k >= 0) {
		enum api api = finding_api(k);

		if (st->maps[k].status == UNMAPPED && !guarded(st, k) &&
		    (api == API_RW || api == API_RO))
			finding(st, c, k, K_USE, REFUTED,
				"the lock is taken after the unmap: it may be gone");
		st->maps[k].locked = true;
	}
	if (coarse && !relevant(st, v))
		return;
	for (i = 0; i < st->n_held; i++)
		set_apart(st, st->held[i].lock, v);
	push_held(st, c, v);
	state_step(st, c->at, "locks");
}

static void unlock_not_held(struct state *st, const struct cursor *c, val v)
{
	int k = value_mapping(v), i;
	bool maybe = false;

	for (i = 0; i < st->n_held; i++)
		maybe |= may_be_same(st, st->held[i].lock, v);
	if (k >= 0 && maybe)
		finding(st, c, k, K_LOCK, UNKNOWN_VERDICT,
			"unlocked under another name, perhaps");
	else if (k >= 0)
		finding(st, c, k, K_LOCK, REFUTED,
			"a lock is released that is not held on this path");
	else if ((value_is(v, V_TABLELOCK) || v == value_int(0)) &&
		 last_mapping(st) >= 0)
		finding(st, c, last_mapping(st), K_LOCK, REFUTED, v == value_int(0) ?
			"NULL is unlocked" :
			"a lock of the table's entry is released that is not held on this path");
}

/**
 * do_unlock - a lock is released
 * @st: the state
 * @c: where
 * @v: the lock
 */
void do_unlock(struct state *st, const struct cursor *c, val v)
{
	val held = state_held(st, v);
	bool was[64];
	int i;

	if (held == UNKNOWN) {
		unlock_not_held(st, c, v);
		return;
	}
	for (i = 0; i < st->n_maps && i < 64; i++)
		was[i] = guarded(st, i);
	state_drop_lock(st, held);
	for (i = 0; i < st->n_maps && i < 64; i++) {
		if (was[i] && !guarded(st, i))
			st->maps[i].why = WHY_LOST;
	}
	state_step(st, c->at, "unlocks");
}

static const char * const whys[] = {
	[WHY_NO_RECHECK] = "no recheck on this path",
	[WHY_EARLY] = "the recheck is made without the table's lock",
	[WHY_STALE_READ] = "the value compared was read before the lock was taken",
	[WHY_OTHER] = "the recheck compares the pmd value of another mapping",
	[WHY_OLDER] = "the recheck compares the pmd value of an older map",
	[WHY_SELF] = "the recheck compares a value with itself",
	[WHY_READING] = "the recheck compares two readings of the entry, neither the map's",
	[WHY_NONE_VALUE] = "the recheck compares with an entry known to be none",
	[WHY_MAYBE_NONE] = "the recheck compares with an entry that may be none",
	[WHY_LOST] = "the recheck was lost by an unlock",
	[WHY_UNKNOWN_VALUE] = "the recheck compares with a value of unknown origin",
};

static bool is_about_value(enum why why)
{
	return why == WHY_OTHER || why == WHY_OLDER || why == WHY_SELF ||
	       why == WHY_READING;
}

/* A write where the table must be proved to be in place, and isn't */
static void unguarded(struct state *st, const struct cursor *c, int k,
		      const char *what, const char *maybe)
{
	enum why why = st->maps[k].why;
	bool locked = false, sure = !maybe && why != WHY_UNKNOWN_VALUE &&
				    why != WHY_MAYBE_NONE;
	int i;

	for (i = 0; i < st->n_held; i++) {
		val lock = st->held[i].lock;

		locked |= protects(st, k, lock);
		/* The lesser of two, say: it may be this mapping's */
		if (!relevant(st, lock) && value_mentions(lock, value_of_mapping(V_LOCK, k)))
			sure = false;
	}
	if (st->maps[k].no_lock && (why == WHY_NO_RECHECK || why == WHY_EARLY))
		finding(st, c, k, K_RECHECK, UNKNOWN_VERDICT, "%s%s, but %s; %s",
			maybe ? maybe : "", what, whys[why], st->maps[k].no_lock);
	else if (!locked && why == WHY_NO_RECHECK)
		finding(st, c, k, K_RECHECK, sure ? REFUTED : UNKNOWN_VERDICT,
			"%s%s without lock and recheck", maybe ? maybe : "", what);
	else
		finding(st, c, k, K_RECHECK, sure ? REFUTED : UNKNOWN_VERDICT,
			"%s%s, but %s", maybe ? maybe : "", what, whys[why]);
	if (is_about_value(why))
		finding(st, c, k, K_PMDVAL, sure ? REFUTED : UNKNOWN_VERDICT, "%s",
			whys[why]);
}

/**
 * do_write - an entry is written
 * @st: the state
 * @c: where
 * @v: the pointer
 * @maybe: who may write, in words, or NULL where it surely writes
 */
void do_write(struct state *st, const struct cursor *c, val v, const char *maybe)
{
	const struct value *m = value_of(v);
	enum verdict against = maybe ? UNKNOWN_VERDICT : REFUTED;
	int k = m->a;
	enum api api;

	if (!value_is(v, V_MAP))
		return;
	do_use(st, c, v, !maybe);
	if (m->b || st->maps[k].status == UNMAPPED)
		return;
	api = finding_api(k);
	if (api == API_RO || api == API_OLD || api == API_GIVEN)
		finding(st, c, k, K_WRITE, against, "%sthe entry is written",
			maybe ? maybe : "");
	if (api == API_RW && !guarded(st, k))
		unguarded(st, c, k, "the entry is written", maybe);
	if (api == API_LOCKED && state_held(st, value_of_mapping(V_LOCK, k)) == UNKNOWN)
		finding(st, c, k, K_LOCK, against,
			"%sthe entry is written after the unlock", maybe ? maybe : "");
}

/**
 * do_write_table - the entry that tables hang on is written
 * @st: the state
 * @c: where
 * @pmd: pointer to it
 *
 * That counts for a mapping of it whose lock is relied on.
 */
void do_write_table(struct state *st, const struct cursor *c, val pmd)
{
	int k;

	for (k = 0; k < st->n_maps; k++) {
		enum api api;

		if (st->maps[k].status == ABSENT || st->maps[k].pmd != pmd ||
		    pmd == UNKNOWN ||
		    state_held(st, value_of_mapping(V_LOCK, k)) == UNKNOWN)
			continue;
		api = finding_api(k);
		if (api == API_RO || api == API_OLD)
			finding(st, c, k, K_WRITE, REFUTED, "the table is taken out");
		if (api == API_RW && !guarded(st, k))
			unguarded(st, c, k, "the table is taken out", NULL);
	}
}

/**
 * do_use - the entry behind a pointer is used
 * @st: the state
 * @c: where
 * @v: the pointer
 * @sure: it surely is, not perhaps by a callee
 */
void do_use(struct state *st, const struct cursor *c, val v, bool sure)
{
	const struct value *m = value_of(v);

	if (!value_is(v, V_MAP))
		return;
	if (m->b || st->maps[m->a].status == UNMAPPED)
		finding(st, c, m->a, K_USE, sure ? REFUTED : UNKNOWN_VERDICT,
			"used after its unmap");
}
