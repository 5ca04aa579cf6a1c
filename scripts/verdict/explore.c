// SPDX-License-Identifier: GPL-2.0
/*
 * Every path of a function, from a given state.
 *
 * A pair of node and state is visited once, so loops end; a callee explored
 * from the same state is not explored again. The idea is that of property
 * simulation (Das, Lerner and Seigle, "ESP", PLDI 2002): states that differ
 * in what matters are kept apart, all else is not looked at.
 */
#include <string.h>
#include "faults.h"

enum { BUCKETS = 4096, FEW = 128, FANOUT = 64, TRIES = 3 };

struct visit {
	struct visit *next, *queue;
	int node;
	struct state state;
};

struct memo {
	struct memo *next;
	const struct function *function;
	struct state entry;
	struct result result;
	bool passing;
	bool lacking;	/* it may be otherwise once a need is met */
	int tries;
};

struct search {
	struct visit *buckets[FEW];	/* most functions are small */
	struct visit *first, **last;
	int count;
	bool full;
};

static struct memo *memos[BUCKETS];
static bool busy_met;	/* a function under way was met: recursion */

/**
 * memos_forget() - begin anew, with another document
 */
void memos_forget(void)
{
	memset(memos, 0, sizeof(memos));
	busy_met = false;
}

static void visit(struct search *search, int node, const struct state *state)
{
	unsigned long hash = state_hash(state) * 31 + node;
	struct visit **bucket = &search->buckets[hash % FEW], *at;

	for (at = *bucket; at; at = at->next)
		if (at->node == node && state_equal(&at->state, state))
			return;
	if (search->count++ > word_limit("states")) {
		search->full = true;
		return;
	}
	at = arena_alloc(offsetof(struct visit, state.at) + state->count * sizeof(struct entry));
	at->next = *bucket;
	at->queue = NULL;
	at->node = node;
	memcpy(&at->state, state, offsetof(struct state, at) + state->count * sizeof(struct entry));
	*bucket = at;
	*search->last = at;
	search->last = &at->queue;
}

static bool knows_lock(const struct state *state)
{
	for (int i = 0; i < state->count; i++)
		if (state->at[i].kind == LOCK && !state->at[i].value)
			return true;
	return false;
}

/* Of what ended in a function, its callers only know that it did. */
static bool outlives(const struct walk *walk, struct entry *entry)
{
	switch (entry->kind) {
	case RELEASED:
	case JUST:
	case UNMAPPED:
	case OTHER:
	case GONE:
		if (entry->value != UNSEEN &&
		    state_get(walk->entry, entry->kind, entry->place, 0) != entry->value)
			entry->value = CALLED;
		return true;
	case DIFFERENT:
	case OVER:
		return true;
	default:
		return entry->kind == NULLNESS;
	}
}

static void leave(struct walk *walk, const struct state *state)
{
	struct result *result = walk->result;
	struct state exit = *state, *more;
	bool gone;

	if (walk->origin)
		path_ends(walk, state, false);
	gone = !state_has(&exit, LIVE, NULL) && !state_has(&exit, HELD, 0) && !knows_lock(&exit);
	for (int i = exit.count - 1; i >= 0; i--) {
		int kind = exit.at[i].kind;
		bool outlived = outlives(walk, &exit.at[i]);

		if (kind == GIVEN || (gone && !outlived))	/* neither mapping nor lock can come back */
			state_drop(&exit, kind, exit.at[i].place);
		else if (kind_has_place(kind) && !kept_outside(walk->function, exit.at[i].place))
			state_drop(&exit, kind, exit.at[i].place);
	}
	for (int i = 0; i < result->count; i++)
		if (state_equal(&result->exits[i], &exit))
			return;
	if (!(result->count & (result->count + 1))) {	/* the room is a power of two, less one */
		more = arena_alloc((result->count * 2 + 1) * sizeof(*more));
		if (result->count)
			memcpy(more, result->exits, result->count * sizeof(*more));
		result->exits = more;
	}
	result->exits[result->count++] = exit;
}

static void returned(struct walk *walk, const struct node *node, struct state *state)
{
	const struct function *function = walk->function;
	struct fact value = { .kind = ASSIGN, .op = "=", .left = "@ret", .start = node->start };
	struct tokens tokens = tokens_kept(function->text, node->start, node->end);
	int last = tokens.count - 1;
	struct state old = *state, out[2];

	if (node->decided) {
		state_forget_place(state, intern("@ret"));
		state_set(state, NULLNESS, intern("@ret"), node->truth);
		return;
	}
	while (last > 0 && !strcmp(tokens.at[last].text, ";"))
		last--;
	if (last < 1)
		return;
	value.end = tokens.at[last].end;
	value.right = intern_range(function->text + tokens.at[1].start,
				   value.end - tokens.at[1].start);
	effects(walk, &value, &old, out, 2);
	*state = out[0];
	if (!strcmp(value.right, "true") || !strcmp(value.right, "1"))
		state_set(state, NULLNESS, intern("@ret"), 1);
	if (!strcmp(value.right, "false") || !strcmp(value.right, "0") ||
	    !strcmp(value.right, "NULL"))
		state_set(state, NULLNESS, intern("@ret"), 0);
}

static void forget_results(struct walk *walk, const struct node *node, struct state *state)
{
	for (int i = state->count - 1; i >= 0; i--) {
		int kind = state->at[i].kind;
		const char *place = state->at[i].place;

		if (kind_has_place(kind) && *place == '@' && strncmp(place, "@ret", 4)) {
			if (kind == MAPPED && node->kind != CONDITION && place != walk->consumed)
				unknown_note(walk, node->start,
					     "the call's value is used in a way that is not understood");
			state_drop(state, kind, place);
		}
	}
}

static void go_on(struct walk *walk, struct search *search, const struct node *node,
		  const struct state *state)
{
	struct state next;

	for (int side = 0; side < 2; side++) {
		next = *state;
		if (node->kind == CONDITION && !refine(walk, node, &next, !side))
			continue;
		if (node->next[0] != node->next[1])
			state_drop_kind(&next, JUST);
		forget_results(walk, node, &next);
		visit(search, node->next[side], &next);
		if (node->next[0] == node->next[1] && node->kind != CONDITION)
			break;
	}
}

static void enter(struct walk *walk, struct search *search, const struct flow *flow,
		  const struct visit *at)
{
	const struct node *node = &flow->nodes[at->node];
	const struct function *function = walk->function;
	struct state scratch[2 * FANOUT], *now = scratch, *then = now + FANOUT, *swap;
	int count = 1, i, k;

	memcpy(now, &at->state, offsetof(struct state, at) + at->state.count * sizeof(struct entry));
	walk->maybe = node->maybe;
	check_ended(walk, node, now);
	check_mentions(walk, node, now);
	check_names(walk, node, now);
	for (i = 0; i < function->nfacts; i++) {
		const struct fact *fact = &function->facts[i];
		int after = 0;

		if (fact->start < node->start || fact->end > node->end)
			continue;
		for (k = 0; k < count; k++)
			after += effects(walk, fact, &now[k], then + after, FANOUT - after - 2);
		if (after >= FANOUT - 4 || walk->overflow || state_overflowed())
			search->full = true;
		count = after;
		swap = now;
		now = then;
		then = swap;
	}
	for (k = 0; k < count; k++) {
		check_values(walk, node, &at->state, &now[k]);
		if (node->kind == EXIT) {
			leave(walk, &now[k]);
		} else {
			if (node->kind == RETURN)
				returned(walk, node, &now[k]);
			go_on(walk, search, node, &now[k]);
		}
	}
}

static void run(struct walk *walk, const struct state *entry)
{
	struct search *search = arena_alloc(sizeof(*search));
	const struct flow *flow = flow_of(walk->function);

	search->last = &search->first;
	if (flow->odd_label && (walk->origin || state_has(entry, LIVE, NULL)))
		unknown_note(walk, 0, arena_printf("has a label, %s, that no goto is seen to lead to",
						   flow->odd_label));
	if (flow->unseen && (walk->origin || state_has(entry, LIVE, NULL)))
		unknown_note(walk, 0, arena_printf("has a part, with %s(), that spatch does not see",
						   flow->unseen));
	visit(search, flow->entry, entry);
	for (struct visit *at = search->first; at; at = at->queue)
		enter(walk, search, flow, at);
	if (search->full)
		unknown_note(walk, 0, "has more paths than are followed");
}

/**
 * explore() - follow every path of a function
 * @function: the function
 * @entry: what is known where it begins
 * @origin: where a mapping comes from in it, or NULL
 * @depth: how many calls deep may be followed
 *
 * Return: what is known at its ends, and what was found on the way. While a
 * function is being explored from the same state (recursion), its result is
 * busy: what it finds is found by the one that began.
 */
const struct result *explore(struct function *function, const struct state *entry,
			     struct origin *origin, int depth)
{
	unsigned long hash = state_hash(entry) * 31 + function->index;
	struct walk walk = { .function = function, .origin = origin, .depth = depth,
			     .entry = entry };
	struct memo *memo;
	bool outer, outer_lacking;

	for (memo = memos[hash % BUCKETS]; memo && !origin; memo = memo->next)
		if (memo->function == function && state_equal(&memo->entry, entry))
			break;
	if (origin)
		memo = NULL;
	if (memo && (memo->result.busy || !memo->passing || memo->tries == TRIES)) {
		busy_met |= memo->result.busy;
		if (memo->result.busy || memo->lacking)
			lacking_note();
		return &memo->result;
	}
	if (!memo) {
		memo = arena_alloc(sizeof(*memo));
		memo->function = function;
		memo->entry = *entry;
		if (!origin) {
			memo->next = memos[hash % BUCKETS];
			memos[hash % BUCKETS] = memo;
		}
	}
	memo->tries++;
	walk.result = &memo->result;
	memo->result.busy = true;
	outer = busy_met;
	busy_met = false;
	outer_lacking = lacking_begin();
	run(&walk, entry);
	memo->result.busy = false;
	/* What rests on a result that was not there yet is looked at again, and added to. */
	memo->passing = busy_met;
	busy_met |= outer;
	memo->lacking = lacking_end(outer_lacking);
	return &memo->result;
}
