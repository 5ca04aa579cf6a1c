// SPDX-License-Identifier: GPL-2.0
/*
 * What a function leaves in a struct that outlives it, compared over its ways out.
 *
 * Where one of them leaves a mapping with its lock held, callers look there for both.
 * One that takes the pointer from there has to take the released lock, too, and the
 * other way round. One that leaves both is told apart by what the function returns.
 */
#include "mapping.h"

#define MAX_EXITS 64

struct way_out {
	struct state *st;
	struct cursor at;
	int k;
	val pointer, lock;	/* places in the struct; UNKNOWN where it isn't there */
	bool alive;
};

static struct way_out ways[MAX_EXITS];
static int n_ways;

static val place_of(const struct state *st, val what)
{
	int i;

	for (i = 0; i < st->mem.n; i++) {
		if (st->mem.v[i].to == what)
			return st->mem.v[i].at;
	}
	return UNKNOWN;
}

/**
 * exits_note - remember a way out that leaves a mapping or its lock in a struct
 * @st: the state, without the function's own variables
 * @c: where
 */
void exits_note(struct state *st, const struct cursor *c)
{
	int k;

	for (k = 0; k < st->n_maps && n_ways < MAX_EXITS; k++) {
		val lock = value(V_LOCK, k, 0, NULL);
		struct way_out *w = &ways[n_ways];
		bool held = state_held(st, lock) != UNKNOWN;

		w->pointer = place_of(st, value(V_MAP, k, 0, NULL));
		w->lock = place_of(st, lock);
		w->alive = st->maps[k].status == MAPPED && held;
		if (w->pointer == UNKNOWN && w->lock == UNKNOWN)
			continue;
		if (!w->alive && (st->maps[k].status != UNMAPPED || held ||
				  !st->maps[k].locked))
			continue;
		w->st = state_copy(st);
		w->at = *c;
		w->k = k;
		n_ways++;
	}
}

static bool is_null(const struct state *st, val at)
{
	return pairs_get(&st->mem, at, UNKNOWN) == value_int(0);
}

static void compare_ways(const struct way_out *alive, struct way_out *w)
{
	if (w->lock == alive->lock && is_null(w->st, alive->pointer))
		finding(w->st, &w->at, w->k, K_STRUCT, REFUTED,
			"a released lock is left in the struct");
	if (w->pointer == alive->pointer && is_null(w->st, alive->lock))
		finding(w->st, &w->at, w->k, K_STRUCT, REFUTED,
			"a pointer to what was unmapped is left in the struct");
}

/**
 * exits_compare - all ways out are known: say what one of them forgets
 */
void exits_compare(void)
{
	int i, j;

	for (i = 0; i < n_ways; i++) {
		if (!ways[i].alive || ways[i].pointer == UNKNOWN ||
		    ways[i].lock == UNKNOWN)
			continue;
		for (j = 0; j < n_ways; j++) {
			if (!ways[j].alive && ways[j].k == ways[i].k)
				compare_ways(&ways[i], &ways[j]);
		}
	}
}

void exits_reset(void)
{
	while (n_ways > 0)
		state_free(ways[--n_ways].st);
}
