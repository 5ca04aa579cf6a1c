// SPDX-License-Identifier: GPL-2.0
/* Calls that the campaign's words know: they lock, unlock, unmap, or give a lock. */
#include <string.h>
#include "faults.h"

/**
 * lock_release() - a lock is released: what it proved is void
 * @state: what is known
 * @lock: the lock's number
 */
void lock_release(struct state *state, long lock)
{
	/* A lock that is not known to be held may be any of those that are. */
	if (!state_has(state, HELD, (void *)lock)) {
		state_drop_kind(state, HELD);
		state_drop_kind(state, ASKED);
		lock = 0;
	}
	state_drop(state, HELD, (void *)lock);
	state_drop(state, ASKED, (void *)lock);
	if (!lock) {
		state_drop_kind(state, FAILED);
		state_drop_kind(state, GUARD);
		state_drop_kind(state, ALMOST);
		state_drop_kind(state, TAKEN);
		state_drop_kind(state, FRESH);
	}
}

/* The number of the lock that an argument points to; unknown ones get one. */
static long lock_number(struct state *state, const struct fact *call, int n)
{
	struct ref ref = argument_ref(call, n);
	long number;

	if (n < 0 || n >= call->nargs)
		return -1;
	number = (long)call->args[n];
	if (!ref.path || ref.address)
		return number;
	if (state_has(state, LOCK, ref.path))
		return state_get(state, LOCK, ref.path, number);
	state_set(state, LOCK, ref.path, number);
	return number;
}

static void lock(struct walk *walk, const struct fact *call, struct state *state, long number)
{
	const char *what = arena_printf("%s(%s)", call->name,
					call->nargs ? argument_written(call, 0) : "");

	lock_taken(walk, call, state, number, what);
	state_set(state, HELD, (void *)number, 0);
	if (!number) {
		state_drop_kind(state, GUARD);
		state_set(state, TAKEN, NULL,
			  mark_new(step_new(walk->function, call->start, intern(what), NULL)));
	}
}

static void unlock(struct walk *walk, const struct fact *call, struct state *state, int n)
{
	struct ref ref = argument_ref(call, n);
	bool known = ref.path && !ref.address && state_has(state, LOCK, ref.path);
	const char *what = arena_printf("%s(%s)", call->name, argument_written(call, n));
	long number = lock_number(state, call, n);

	lock_released(walk, call, state, number, known, what);
}

/* One of many, not what a parameter points to. */
static bool is_element(const struct function *function, const char *place)
{
	if (!strchr(place, '['))
		return false;
	for (int i = 0; i < function->nparams; i++)
		if (function->params[i] == place_root(place))
			return false;
	return true;
}

/* Whether the expression is the mapping on every path, not one of several things. */
static bool surely(const struct walk *walk, const struct state *state, struct ref ref)
{
	for (int i = 0; i < state->count; i++)
		if (state->at[i].kind == MAPPED && relate(state->at[i].place, ref) == SAME &&
		    state->at[i].value == 1 && !is_element(walk->function, state->at[i].place))
			return true;
	return false;
}

/**
 * mapping_drop() - the mapping ends
 * @state: what is known
 */
void mapping_drop(struct state *state)
{
	state_drop_kind(state, MAPPED);
	state_drop_kind(state, LIVE);
	state_drop_kind(state, FRESH);
}

/**
 * by_locking_words() - what a call that locks, unlocks or unmaps does
 * @walk: where we are
 * @call: the call
 * @state: what is known before it
 * @out: receives what is known after it
 *
 * What each word says is done one after the other.
 *
 * Return: how many states there are in @out; 0 where it is no such call.
 */
int by_locking_words(struct walk *walk, const struct fact *call,
			    const struct state *state, struct state *out)
{
	int n, count = 1;
	bool known = false;

	out[0] = *state;
	n = word_argument("unlocks", call->name);
	if (n != NO_ARGUMENT) {
		known = true;
		unlock(walk, call, &out[0], n);
	}
	n = word_argument("locks", call->name);
	if (n != NO_ARGUMENT) {
		known = true;
		lock(walk, call, &out[0], lock_number(&out[0], call, n));
	}
	n = word_argument("drops", call->name);
	if (n != NO_ARGUMENT) {
		known = true;
		if (is_mapping(state, argument_ref(call, n))) {
			use_note(walk, call->start, arena_printf("%s() unmaps it", call->name));
			if (!surely(walk, state, argument_ref(call, n)))
				out[count++] = out[0];
			mapping_unmapped(walk, call, n, count == 1, &out[0]);
		} else {
			unmapped_again(walk, call, n, &out[0]);
		}
	}
	n = word_argument("trylocks", call->name);
	if (n != NO_ARGUMENT) {
		known = true;
		out[1] = out[0];
		count = 2;
		lock(walk, call, &out[0], lock_number(&out[0], call, n));
		state_set(&out[0], NULLNESS, result_place(call), 1);
		state_set(&out[1], NULLNESS, result_place(call), 0);
	}
	return known ? count : 0;
}

/**
 * by_giving_words() - what a call does that gives a held lock, or a mapping of its own
 * @call: the call
 * @state: what is known before it
 * @out: receives what is known after it
 *
 * Return: how many states there are in @out; 0 where it is no such call.
 */
int by_giving_words(const struct fact *call, const struct state *state, struct state *out)
{
	const char *result = result_place(call), *place;
	int n = word_argument("locked_output", call->name);

	if (word_in("locked_result", call->name)) {
		out[0] = *state;
		state_set(&out[0], LOCK, result, (long)result);
		state_set(&out[0], HELD, result, 0);
		if (values_are_mapped())
			state_set(&out[0], OVER, result, (long)call);
		return 1;
	}
	if (n == NO_ARGUMENT && !word_in("maps", call->name))
		return 0;
	out[0] = *state;
	out[1] = *state;
	state_set(&out[0], NULLNESS, result, 0);
	state_set(&out[1], NULLNESS, result, 1);
	place = pointee(argument_ref(call, n));
	if (place) {
		const char *number = intern(arena_printf("%s of %s", place, call->name));

		state_forget_place(&out[1], place);
		state_set(&out[1], LOCK, place, (long)number);
		state_set(&out[1], HELD, number, 0);
	}
	/* What else it is given a pointer to, it may set: another lock, say. */
	for (n = 0; !place && n < call->nargs; n++)
		if (argument_ref(call, n).address)
			state_forget_place(&out[1], argument_ref(call, n).path);
	return 2;
}
