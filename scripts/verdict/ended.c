// SPDX-License-Identifier: GPL-2.0
/* What is done with a mapping, or a lock, that has ended. */
#include <string.h>
#include "faults.h"

static long mark_at(const struct walk *walk, int offset, const char *what)
{
	return mark_new(step_new(walk->function, offset, intern(what), NULL));
}

static const char *call_written(const struct fact *call, int n)
{
	return arena_printf("%s(%s)", call->name, argument_written(call, n));
}

/* The entry's value as it is now is another one without, or under, another lock */
static void forget_values(struct state *state)
{
	for (int i = 0; i < state->count; i++)
		if (state->at[i].kind == LIVEVAL)
			state->at[i].value = 0;
}

static void set_ended(struct state *state, long mark)
{
	for (int i = state->count - 1; i >= 0; i--) {
		struct entry entry = state->at[i];

		if (entry.kind == MAPPED && entry.value == SURE && *(const char *)entry.place != '@' &&
		    !strchr(entry.place, '['))
			state_set(state, GONE, entry.place, mark);
	}
	state_set(state, UNMAPPED, NULL, mark);
}

/**
 * mapping_misused() - something is done with what was unmapped
 * @walk: where we are
 * @kind: what is wrong
 * @mark: the unmap
 * @offset: where
 * @what: in words
 * @state: what is known; what comes after is about this fault no more
 */
void mapping_misused(struct walk *walk, enum fault kind, long mark, int offset, const char *what,
		     struct state *state)
{
	if (!walk->maybe)
		fate_fault(walk, kind, mark, NULL, offset, what);
	state_drop_kind(state, GONE);
	state_drop_kind(state, UNMAPPED);
}

/**
 * mapping_unmapped() - a call unmaps
 * @walk: where we are
 * @call: the call
 * @n: which argument it unmaps
 * @surely: whether that is the mapping on this path
 * @state: what is known before it; what ends is taken out
 */
void mapping_unmapped(struct walk *walk, const struct fact *call, int n, bool surely,
		      struct state *state)
{
	const char *what = call_written(call, n);

	if (values_are_mapped())
		fate_spare(walk, UNMAPPED_NULL, mark_at(walk, call->start, what), NULL);
	if (values_are_mapped() && surely && !walk->maybe)
		set_ended(state, mark_at(walk, call->start, what));
	mapping_drop(state);
}

/**
 * unmapped_again() - a call unmaps what isn't known to be the mapping
 * @walk: where we are
 * @call: the call
 * @n: which argument it unmaps
 * @state: what is known before it
 */
void unmapped_again(struct walk *walk, const struct fact *call, int n, struct state *state)
{
	struct ref ref = argument_ref(call, n);
	long mark;

	if (!values_are_mapped())
		return;
	mark = mark_at(walk, call->start, call_written(call, n));
	if (ref.path && !ref.address && !state_get(state, NULLNESS, ref.path, 1))
		fate_fault(walk, UNMAPPED_NULL, mark, NULL, call->start, mark_step(mark)->what);
	else
		fate_spare(walk, UNMAPPED_NULL, mark, NULL);
	for (int i = 0; i < state->count; i++)
		if (state->at[i].kind == GONE && relate(state->at[i].place, ref) == SAME) {
			mapping_misused(walk, UNMAPPED_TWICE, state->at[i].value, call->start,
					call_written(call, n), state);
			return;
		}
}

/**
 * mapping_begins() - the table is mapped anew: what has ended before is forgotten
 * @walk: where we are
 * @state: what is known
 */
void mapping_begins(struct walk *walk, struct state *state)
{
	static const int kinds[] = { GONE, UNMAPPED, JUST, OTHER, GIVEN, DIFFERENT, LIVEVAL };

	if (!values_are_mapped())
		return;
	path_ends(walk, state, true);
	state_drop(state, RELEASED, NULL);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		state_drop_kind(state, kinds[i]);
}

static bool may_be_held(const struct state *state)
{
	for (int i = 0; i < state->count; i++)
		if (state->at[i].kind == HELD && state->at[i].place &&
		    !state_has(state, DIFFERENT, state->at[i].place) &&
		    is_over(state, (long)state->at[i].place))
			return true;
	return false;
}

static void held_twice(struct walk *walk, const struct fact *call, const struct state *state,
		       const char *what)
{
	long mark = mark_at(walk, call->start, what);

	if (may_be_held(state))
		fate_fault(walk, LOCKED_TWICE, mark, NULL, call->start, what);
	else
		fate_spare(walk, LOCKED_TWICE, mark, NULL);
}

/* Under the lock of the entry that the table hangs on the table's lock stays. */
static bool keeps_locks(const struct walk *walk, const struct state *state)
{
	for (int i = 0; i < state->count; i++)
		if (state->at[i].kind == HELD && !is_of_other_table(walk, state, state->at[i].place))
			return true;
	return false;
}

/**
 * lock_taken() - a lock is going to be taken
 * @walk: where we are
 * @call: the call
 * @state: what is known before it
 * @number: the lock's
 * @what: the call in words
 */
void lock_taken(struct walk *walk, const struct fact *call, struct state *state, long number,
		const char *what)
{
	long released = state_get(state, RELEASED, (void *)number, 0);
	long unmapped = state_get(state, UNMAPPED, NULL, 0);

	if (!values_are_mapped())
		return;
	if (released)
		fate_spare(walk, UNLOCKED_TWICE, released, (void *)number);
	state_drop(state, RELEASED, (void *)number);
	if (number)
		return;
	state_drop_kind(state, JUST);
	forget_values(state);
	held_twice(walk, call, state, what);
	for (int i = 0; i < state->count; i++)	/* they would wait for themselves */
		if (state->at[i].kind == HELD)
			locks_differ(walk, state, (long)state->at[i].place);
	if (unmapped && !state_has(state, LIVE, NULL)) {
		if (!keeps_locks(walk, state))
			mapping_misused(walk, LOCKED_LATE, unmapped, call->start, what, state);
		else
			fate_spare(walk, LOCKED_LATE, unmapped, NULL);
	}
}

/**
 * lock_released() - a lock is released by a call
 * @walk: where we are
 * @call: the call
 * @state: what is known before it; what the lock proved is taken out
 * @number: the lock's
 * @known: whether the pointer has been seen to be that of this lock
 * @what: the call in words
 */
void lock_released(struct walk *walk, const struct fact *call, struct state *state, long number,
		   bool known, const char *what)
{
	bool held = state_has(state, HELD, (void *)number);
	long before = state_get(state, RELEASED, (void *)number, 0), mark;

	if (!held && known && before) {
		if (walk->maybe)
			return;
		fate_fault(walk, UNLOCKED_TWICE, before, (void *)number, call->start, what);
		state_drop(state, RELEASED, (void *)number);
		return;	/* no other lock is meant */
	}
	lock_release(state, number);
	if (!number)
		forget_values(state);
	if (!values_are_mapped() || !held || walk->maybe)
		return;
	mark = mark_at(walk, call->start, what);
	state_set(state, RELEASED, (void *)number, mark);
	if (!number)
		state_set(state, JUST, NULL, mark);
}

static bool is_given(const struct fact *call, const struct state *state, const void *number)
{
	for (int i = 0; i < state->count; i++)
		for (int n = 0; n < call->nargs; n++)
			if (state->at[i].kind == LOCK && state->at[i].value == (long)number &&
			    relate(state->at[i].place, ref_read(call->args[n])) != UNRELATED)
				return true;
	return false;
}

/**
 * released_locks_given() - a call that isn't followed may take locks that it can reach
 * @walk: where we are
 * @call: the call
 * @state: what is known before it; that they are released isn't known afterwards
 */
void released_locks_given(struct walk *walk, const struct fact *call, struct state *state)
{
	for (int i = state->count - 1; i >= 0; i--) {
		struct entry entry = state->at[i];

		if (entry.kind != RELEASED || !is_given(call, state, entry.place))
			continue;
		fate_spare(walk, UNLOCKED_TWICE, entry.value, entry.place);
		state_drop(state, RELEASED, entry.place);
		if (!entry.place)
			state_drop_kind(state, JUST);
	}
}
