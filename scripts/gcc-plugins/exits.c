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
	bool alive;
};

static struct way_out ways[MAX_EXITS];
static int n_ways;

/**
 * exits_note - remember a way out that leaves a mapping or its lock to the callers
 * @st: the state, without the function's own variables
 * @c: where
 */
void exits_note(struct state *st, const struct cursor *c)
{
	int k;

	for (k = 0; k < st->n_maps && n_ways < MAX_EXITS; k++) {
		struct way_out *w = &ways[n_ways];
		bool held = state_held(st, value_of_mapping(V_LOCK, k)) != UNKNOWN;

		w->alive = st->maps[k].status == MAPPED && held;
		if (!w->alive && (st->maps[k].status != UNMAPPED || held ||
				  !st->maps[k].locked))
			continue;
		w->st = state_copy(st);
		w->at = *c;
		w->k = k;
		n_ways++;
	}
}

static val held_at(const struct way_out *w, val place)
{
	return pairs_get(&w->st->mem, place, UNKNOWN);
}

/* @pointer and @lock: where one struct has both on a way out that leaves them alive */
static void compare_places(val pointer, val lock, const struct way_out *w)
{
	bool has_pointer = held_at(w, pointer) == value_of_mapping(V_MAP, w->k);
	bool has_lock = held_at(w, lock) == value_of_mapping(V_LOCK, w->k);

	if (has_lock && held_at(w, pointer) == value_int(0))
		finding(w->st, &w->at, w->k, K_STRUCT, REFUTED,
			"a released lock is left in the struct");
	if (has_pointer && held_at(w, lock) == value_int(0))
		finding(w->st, &w->at, w->k, K_STRUCT, REFUTED,
			"a pointer to what was unmapped is left in the struct");
}

/* A lock that is handed out apart, through a parameter of its own, is no part of a struct */
static void compare_ways(const struct way_out *alive, const struct way_out *w)
{
	const struct pairs *mem = &alive->st->mem;
	int p, l;

	for (p = 0; p < mem->n; p++) {
		if (mem->v[p].to != value_of_mapping(V_MAP, w->k))
			continue;
		for (l = 0; l < mem->n; l++) {
			if (mem->v[l].to == value_of_mapping(V_LOCK, w->k) &&
			    value_root(mem->v[l].at) == value_root(mem->v[p].at))
				compare_places(mem->v[p].at, mem->v[l].at, w);
		}
	}
}

/**
 * exits_compare - all ways out are known: say what one of them forgets
 */
void exits_compare(void)
{
	int i, j;

	for (i = 0; i < n_ways; i++) {
		if (!ways[i].alive)
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
