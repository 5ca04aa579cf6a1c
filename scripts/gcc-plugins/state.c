// SPDX-License-Identifier: GPL-2.0
/* What is known at a point of a path: values, memory, locks, mappings, facts. */
#include "mapping.h"

/* Where pairs of this key are or would be */
static int pairs_find(const struct pairs *p, val at)
{
	int low = 0, high = p->n;

	while (low < high) {
		int mid = (low + high) / 2;

		if (p->v[mid].at < at)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

val pairs_get(const struct pairs *p, val at, val otherwise)
{
	int i = pairs_find(p, at);

	return i < p->n && p->v[i].at == at ? p->v[i].to : otherwise;
}

void pairs_set(struct pairs *p, val at, val to)
{
	int i = pairs_find(p, at);

	if (i < p->n && p->v[i].at == at) {
		p->v[i].to = to;
		return;
	}
	if (p->n == p->max) {
		p->max = p->max ? 2 * p->max : 16;
		p->v = XRESIZEVEC(struct pair, p->v, p->max);
	}
	memmove(p->v + i + 1, p->v + i, (p->n - i) * sizeof(*p->v));
	p->v[i] = (struct pair){ at, to };
	p->n++;
}

void pairs_drop(struct pairs *p, int i)
{
	memmove(p->v + i, p->v + i + 1, (--p->n - i) * sizeof(*p->v));
}

static void pairs_copy(struct pairs *to, const struct pairs *from)
{
	to->v = XNEWVEC(struct pair, from->n + 4);
	memcpy(to->v, from->v, from->n * sizeof(*from->v));
	to->n = from->n;
	to->max = from->n + 4;
}

#define COPY(to, from, what, n, type)					\
	do {								\
		(to)->what = XNEWVEC(type, (from)->n + 1);		\
		memcpy((to)->what, (from)->what, (from)->n * sizeof(type)); \
	} while (0)

struct state *state_new(void)
{
	return XCNEW(struct state);
}

struct state *state_copy(const struct state *st)
{
	struct state *new_state = XNEW(struct state);

	*new_state = *st;
	pairs_copy(&new_state->env, &st->env);
	pairs_copy(&new_state->mem, &st->mem);
	pairs_copy(&new_state->eras, &st->eras);
	pairs_copy(&new_state->facts, &st->facts);
	COPY(new_state, st, claims, n_claims, struct claim);
	COPY(new_state, st, held, n_held, struct held);
	COPY(new_state, st, refs, n_refs, struct ref);
	COPY(new_state, st, maps, n_maps, struct mapping);
	COPY(new_state, st, order, n_order, int);
	new_state->next = NULL;
	return new_state;
}

void state_free(struct state *st)
{
	free(st->env.v);
	free(st->mem.v);
	free(st->eras.v);
	free(st->facts.v);
	free(st->claims);
	free(st->held);
	free(st->refs);
	free(st->maps);
	free(st->order);
	free(st);
}

/* Steps are shared between states, and go when the root is done */
static struct step **blocks;
static int n_steps;
#define STEPS_A_BLOCK 1024

void state_step(struct state *st, location_t at, const char *what)
{
	int block = n_steps / STEPS_A_BLOCK, i = n_steps % STEPS_A_BLOCK;
	struct step *s;

	if (LOCATION_LOCUS(at) == UNKNOWN_LOCATION)
		return;
	if (!i) {
		blocks = XRESIZEVEC(struct step *, blocks, block + 1);
		blocks[block] = XNEWVEC(struct step, STEPS_A_BLOCK);
	}
	n_steps++;
	s = &blocks[block][i];
	s->up = st->path;
	s->at = at;
	s->what = what;
	st->path = s;
}

void steps_reset(void)
{
	int i;

	for (i = 0; i * STEPS_A_BLOCK < n_steps; i++)
		free(blocks[i]);
	n_steps = 0;
}

struct mapping *state_map(struct state *st, int k)
{
	if (k >= st->n_maps) {
		st->maps = XRESIZEVEC(struct mapping, st->maps, k + 1);
		memset(st->maps + st->n_maps, 0,
		       (k + 1 - st->n_maps) * sizeof(*st->maps));
		st->n_maps = k + 1;
	}
	return &st->maps[k];
}

bool state_claims(const struct state *st, enum claim_kind kind, val what, int k,
		  val lock)
{
	int i;

	for (i = 0; i < st->n_claims; i++) {
		const struct claim *c = &st->claims[i];

		if (c->kind == kind && c->what == what && c->mapping == k &&
		    c->lock == lock)
			return true;
	}
	return false;
}

void state_claim(struct state *st, enum claim_kind kind, val what, int k,
		 val lock)
{
	if (state_claims(st, kind, what, k, lock))
		return;
	st->claims = XRESIZEVEC(struct claim, st->claims, st->n_claims + 1);
	st->claims[st->n_claims++] = (struct claim){ kind, what, k, lock };
}

/**
 * state_held - the lock of those held that this one is, or UNKNOWN
 * @st: the state
 * @lock: the lock, perhaps under another name
 */
val state_held(struct state *st, val lock)
{
	int i;

	for (i = 0; i < st->n_held; i++) {
		if (same_lock(st, st->held[i].lock, lock))
			return st->held[i].lock;
	}
	return UNKNOWN;
}

/**
 * state_drop_lock - a lock is released: what was true under it is no more known
 * @st: the state
 * @lock: as it stands among those held
 */
void state_drop_lock(struct state *st, val lock)
{
	int i, n = 0;

	for (i = 0; i < st->n_held; i++) {
		if (st->held[i].lock != lock)
			st->held[n++] = st->held[i];
	}
	st->n_held = n;
	for (i = n = 0; i < st->n_claims; i++) {
		if (st->claims[i].lock != lock)
			st->claims[n++] = st->claims[i];
	}
	st->n_claims = n;
}

typedef val (*renaming)(val v, const void *data);

static void rename_pairs(struct pairs *p, renaming new_name, const void *data,
			 bool keys)
{
	struct pairs old = *p;
	int i;

	if (!keys) {
		for (i = 0; i < p->n; i++)
			p->v[i].to = new_name(p->v[i].to, data);
		return;
	}
	memset(p, 0, sizeof(*p));
	for (i = 0; i < old.n; i++) {
		val at = new_name(old.v[i].at, data);

		if (at != UNKNOWN)
			pairs_set(p, at, new_name(old.v[i].to, data));
	}
	free(old.v);
}

static void rename_all(struct state *st, renaming new_name, const void *data)
{
	int i, n = 0;

	rename_pairs(&st->env, new_name, data, false);
	rename_pairs(&st->mem, new_name, data, true);
	rename_pairs(&st->eras, new_name, data, true);
	rename_pairs(&st->facts, new_name, data, true);
	for (i = 0; i < st->n_held; i++)
		st->held[i].lock = new_name(st->held[i].lock, data);
	for (i = 0; i < st->n_refs; i++)
		st->refs[i].object = new_name(st->refs[i].object, data);
	for (i = 0; i < st->n_maps; i++)
		st->maps[i].pmd = new_name(st->maps[i].pmd, data);
	for (i = 0; i < st->n_claims; i++) {
		struct claim c = st->claims[i];
		val what = c.what;

		c.what = new_name(what, data);
		c.lock = new_name(c.lock, data);
		if (c.lock != UNKNOWN && (c.what != UNKNOWN || what == UNKNOWN))
			st->claims[n++] = c;
	}
	st->n_claims = n;
}

static val unless_of(val v, const void *data)
{
	return value_mentions(v, *(const val *)data) ? UNKNOWN : v;
}

static bool mentioned(const struct pairs *p, val sym)
{
	int i;

	for (i = 0; i < p->n; i++) {
		if (value_mentions(p->v[i].at, sym) ||
		    value_mentions(p->v[i].to, sym))
			return true;
	}
	return false;
}

/**
 * state_forget - a name is about to be given again: what had it has none now
 * @st: the state
 * @sym: the name
 */
void state_forget(struct state *st, val sym)
{
	bool found = mentioned(&st->env, sym) || mentioned(&st->mem, sym) ||
		     mentioned(&st->eras, sym) || mentioned(&st->facts, sym);
	int i;

	refs_forget(st, sym);
	for (i = 0; i < st->n_held && !found; i++)
		found = value_mentions(st->held[i].lock, sym);
	for (i = 0; i < st->n_maps && !found; i++)
		found = value_mentions(st->maps[i].pmd, sym);
	for (i = 0; i < st->n_claims && !found; i++)
		found = value_mentions(st->claims[i].what, sym);
	if (found)
		rename_all(st, unless_of, &sym);
}

static val older(val v, const void *data)
{
	return value_age(v, *(const int *)data);
}

/* However often a lock was taken and lost: a retry must come to an end */
static void held_once(struct state *st)
{
	int i, j, n = 0;

	for (i = 0; i < st->n_held; i++) {
		for (j = 0; j < n; j++)
			if (st->held[j].lock == st->held[i].lock)
				break;
		if (j == n)
			st->held[n++] = st->held[i];
	}
	st->n_held = n;
}

/**
 * state_age - a mapping is about to be made anew: what is known is of the older one
 * @st: the state
 * @k: the mapping
 */
void state_age(struct state *st, int k)
{
	int i, n = 0;

	rename_all(st, older, &k);
	held_once(st);
	for (i = 0; i < st->n_claims; i++) {
		if (st->claims[i].mapping != k)
			st->claims[n++] = st->claims[i];
	}
	st->n_claims = n;
}

/**
 * state_leave - a function has ended: its registers and variables are no more
 * @st: the state
 * @ctx: its context. The value it returned stays until its caller has it.
 */
void state_leave(struct state *st, int ctx)
{
	int i, n = 0;

	for (i = 0; i < st->env.n; i++) {
		const struct value *reg = value_of(st->env.v[i].at);

		if (reg->a != ctx || !reg->b)
			st->env.v[n++] = st->env.v[i];
	}
	st->env.n = n;
	for (i = n = 0; i < st->mem.n; i++) {
		const struct value *root = value_of(value_root(st->mem.v[i].at));

		if (root->kind != V_OBJECT || root->a != ctx)
			st->mem.v[n++] = st->mem.v[i];
	}
	st->mem.n = n;
}

/**
 * state_is_over - whether a mapping is unmapped and its lock not held
 * @st: the state
 * @k: the mapping
 */
bool state_is_over(const struct state *st, int k)
{
	int i;

	if (k >= st->n_maps)
		return true;
	if (st->maps[k].status == MAPPED)
		return false;
	for (i = 0; i < st->n_held; i++) {
		const struct value *lock = value_of(st->held[i].lock);

		if (lock->kind == V_LOCK && lock->a == k)
			return false;
	}
	return true;
}

/* A second try, where paths were too many: what is over keeps no states apart */
bool coarse;

/**
 * relevant - whether a value is part of the property: states that differ in one
 *	are not merged
 * @st: the state
 * @v: the value
 */
bool relevant(const struct state *st, val v)
{
	const struct value *n = value_of(v);

	switch (n->kind) {
	case V_MAP: case V_LOCK: case V_PMDVAL:
		return !coarse || !(n->b || state_is_over(st, n->a));
	case V_TABLELOCK:
		return true;
	default:
		return false;
	}
}
