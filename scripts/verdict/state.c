// SPDX-License-Identifier: GPL-2.0
/*
 * What is known at one point of one path: a small sorted set of entries.
 *
 * Paths are explored with their states apart, not joined: so that "the entry
 * was none, hence the mapping was dropped" stays known to belong together.
 */
#include <string.h>
#include "verdict.h"

static bool overflowed;

/**
 * state_overflowed() - whether an entry was lost since the last question
 */
bool state_overflowed(void)
{
	bool was = overflowed;

	overflowed = false;
	return was;
}

static int order(const struct entry *one, int kind, const void *place)
{
	if (one->kind != kind)
		return one->kind - kind;
	if (one->place == place)
		return 0;
	return (const char *)one->place < (const char *)place ? -1 : 1;
}

static int find(const struct state *state, int kind, const void *place, bool *found)
{
	int i;

	for (i = 0; i < state->count; i++) {
		int way = order(&state->at[i], kind, place);

		if (way >= 0) {
			*found = !way;
			return i;
		}
	}
	*found = false;
	return i;
}

/**
 * state_set() - set an entry; false where the state is full, and it is not in it
 * @state: what is known
 * @kind: the kind
 * @place: the place
 * @value: the value
 */
bool state_set(struct state *state, int kind, const void *place, long value)
{
	bool found;
	int at;

	/* Elements are one place, so none of them is known to have a value. */
	if ((kind == NULLNESS || kind == NONENESS || kind == FRESH) && strchr(place, '['))
		return true;
	at = find(state, kind, place, &found);
	if (!found) {
		if (state->count == STATE_ENTRIES) {
			overflowed = true;
			return false;
		}
		memmove(&state->at[at + 1], &state->at[at],
			(state->count - at) * sizeof(struct entry));
		state->count++;
	}
	state->at[at] = (struct entry){ kind, place, value };
	return true;
}

/**
 * state_has() - whether there is an entry
 * @state: what is known
 * @kind: the kind
 * @place: the place
 */
bool state_has(const struct state *state, int kind, const void *place)
{
	bool found;

	find(state, kind, place, &found);
	return found;
}

/**
 * state_get() - the value of an entry
 * @state: what is known
 * @kind: the kind
 * @place: the place
 * @otherwise: what it is where there is no such entry
 */
long state_get(const struct state *state, int kind, const void *place, long otherwise)
{
	bool found;
	int at = find(state, kind, place, &found);

	return found ? state->at[at].value : otherwise;
}

static void remove_at(struct state *state, int at)
{
	state->count--;
	memmove(&state->at[at], &state->at[at + 1],
		(state->count - at) * sizeof(struct entry));
}

/**
 * state_drop() - remove an entry, if it is there
 * @state: what is known
 * @kind: the kind
 * @place: the place
 */
void state_drop(struct state *state, int kind, const void *place)
{
	bool found;
	int at = find(state, kind, place, &found);

	if (found)
		remove_at(state, at);
}

/**
 * state_kind() - whether there is any entry of a kind
 * @state: what is known
 * @kind: the kind
 */
bool state_kind(const struct state *state, int kind)
{
	for (int i = 0; i < state->count; i++)
		if (state->at[i].kind == kind)
			return true;
	return false;
}

/**
 * state_drop_kind() - remove all entries of a kind
 * @state: what is known
 * @kind: the kind
 */
void state_drop_kind(struct state *state, int kind)
{
	for (int i = state->count - 1; i >= 0; i--)
		if (state->at[i].kind == kind)
			remove_at(state, i);
}

/**
 * kind_has_place() - whether entries of a kind are about a place; a few are about the path
 * @kind: the kind
 */
bool kind_has_place(int kind)
{
	return kind <= GONE && kind != LIVE && kind != HELD && kind != TAKEN;
}

/* Whether a call was given what is below a place: the name means something else by now. */
static bool is_given(const struct fact *call, const char *place)
{
	for (int n = 0; n < call->nargs; n++) {
		struct ref ref = ref_read(call->args[n]);

		if (ref.path && place_under(ref.path, place))
			return true;
	}
	return false;
}

/**
 * state_forget_given() - the place has another value: it is not what a call was given
 * @state: what is known
 * @place: the place
 */
void state_forget_given(struct state *state, const char *place)
{
	for (int i = state->count - 1; i >= 0; i--)
		if (state->at[i].kind == OVER && is_given((void *)state->at[i].value, place))
			remove_at(state, i);
}

/**
 * state_forget_place() - the place gets another value: what was known of it and below it is void
 * @state: what is known
 * @place: the place
 */
void state_forget_place(struct state *state, const char *place)
{
	for (int i = state->count - 1; i >= 0; i--)
		if (kind_has_place(state->at[i].kind) && place_under(state->at[i].place, place))
			remove_at(state, i);
	state_forget_given(state, place);
}

/**
 * state_forget_value() - something may have written to the place: its value is no longer known
 * @state: what is known
 * @place: the place
 */
void state_forget_value(struct state *state, const char *place)
{
	for (int i = state->count - 1; i >= 0; i--) {
		int kind = state->at[i].kind;

		if ((kind == NULLNESS || kind == NONENESS || kind == FRESH || kind == TABLEVAL ||
		     kind == LIVEVAL) &&
		    place_under(state->at[i].place, place))
			remove_at(state, i);
	}
	state_forget_given(state, place);
}

/**
 * state_rename() - what is known of one place is now known of another
 * @state: what is known
 * @from: the one
 * @to: the other
 */
void state_rename(struct state *state, const char *from, const char *to)
{
	struct state old = *state;

	for (int i = 0; i < old.count; i++) {
		const struct entry *entry = &old.at[i];

		if (!kind_has_place(entry->kind) || !place_under(entry->place, from))
			continue;
		state_drop(state, entry->kind, entry->place);
		state_set(state, entry->kind, place_rebase(entry->place, from, to), entry->value);
	}
}

/**
 * state_equal() - whether the same is known
 * @one: a state
 * @other: another
 */
bool state_equal(const struct state *one, const struct state *other)
{
	if (one->count != other->count)
		return false;
	for (int i = 0; i < one->count; i++)
		if (order(&one->at[i], other->at[i].kind, other->at[i].place) ||
		    one->at[i].value != other->at[i].value)
			return false;
	return true;
}

/**
 * state_hash() - a hash of what is known
 * @state: what is known
 */
unsigned long state_hash(const struct state *state)
{
	unsigned long hash = state->count;

	for (int i = 0; i < state->count; i++)
		hash = (hash * 31 + state->at[i].kind) * 1000003 +
		       ((unsigned long)state->at[i].place >> 4) * 31 + state->at[i].value;
	return hash;
}
