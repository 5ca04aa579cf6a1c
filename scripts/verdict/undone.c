// SPDX-License-Identifier: GPL-2.0
/*
 * What is undone where a recheck has failed, and at the ends of the function.
 *
 * Only such paths are looked at: on others, what a function leaves to its callers
 * may be what it is for.
 */
#include <string.h>
#include "faults.h"

/**
 * other_mark() - the mark of a recheck that failed
 * @at: where it stands
 */
long other_mark(const struct step *at)
{
	struct step *step = arena_alloc(sizeof(*step));

	*step = *at;
	step->what = intern("the table is another one");
	step->next = NULL;
	return mark_new(step);
}

static bool is_param(const struct function *function, const char *name)
{
	for (int i = 0; i < function->nparams; i++)
		if (function->params[i] == name)
			return true;
	return false;
}

/**
 * kept_outside() - whether callers can reach a place
 * @function: the function
 * @place: the place
 */
bool kept_outside(const struct function *function, const char *place)
{
	if (place_under(place, "@ret"))
		return true;
	for (int i = 0; i < function->nparams; i++)
		if (function->params[i] && place_under(place, function->params[i]) &&
		    (function->is_macro || strcmp(place, function->params[i])))
			return true;
	return false;
}

/* A lock that came with a map, or from one of the functions that return one. */
static bool is_given(const struct walk *walk, const struct state *state, const void *number)
{
	return is_table_lock(walk, (long)number) || state_has(state, OVER, number);
}

/* Whether a lock is known here, and by names that end with the function alone. */
static bool is_own(const struct walk *walk, const struct state *state, const void *number)
{
	const struct function *function = walk->function;
	bool own = false;

	for (int i = 0; i < state->count; i++) {
		const char *place = state->at[i].place;

		if (state->at[i].kind != LOCK || state->at[i].value != (long)number)
			continue;
		if (is_param(function, place_root(place)) || !is_local(function, place_root(place)))
			return false;
		own = true;
	}
	return own && is_given(walk, state, number);
}

static bool holds_own_lock(const struct walk *walk, const struct state *state)
{
	for (int i = 0; i < state->count; i++)
		if (state->at[i].kind == HELD && is_own(walk, state, state->at[i].place))
			return true;
	return false;
}

static bool is_reached(const struct function *function, const struct state *state, int kind)
{
	for (int i = 0; i < state->count; i++)
		if (state->at[i].kind == kind && (kept_outside(function, state->at[i].place) ||
						  !is_local(function, place_root(state->at[i].place))))
			return true;
	return false;
}

/* The table was another one, and the path ends, or maps again. */
static void failed_path(struct walk *walk, const struct state *state, long mark, bool again)
{
	const struct function *function = walk->function;

	if (again ? state_has(state, HELD, NULL) : holds_own_lock(walk, state))
		fate_fault(walk, LOCK_LEFT, mark, NULL, -1, "leaves a lock taken");
	else
		fate_spare(walk, LOCK_LEFT, mark, NULL);
	if (state_has(state, LIVE, NULL) && (again || !is_reached(function, state, MAPPED)))
		fate_fault(walk, MAPPING_LEFT, mark, NULL, -1, "leaves the table mapped");
	else
		fate_spare(walk, MAPPING_LEFT, mark, NULL);
}

/* Callers get the mapping under its lock, unchecked, and not the value to check it with. */
static void left_unchecked(struct walk *walk, const struct state *state)
{
	long taken = state_get(state, TAKEN, NULL, 0), other = state_get(state, OTHER, NULL, 0);
	const struct step *guard = NULL;

	if (!walk->result->valued || !taken || !state_has(state, LIVE, NULL) ||
	    !state_has(state, HELD, NULL) || !is_reached(walk->function, state, MAPPED))
		return;
	for (int i = 0; i < state->count; i++)
		if (state->at[i].kind == GUARD)
			guard = mark_step(state->at[i].value);
	if (guard || state_kind(state, ASKED) || keeper(walk, state))
		fate_spare(walk, LEFT_UNCHECKED, taken, NULL);
	else if (!is_reached(walk->function, state, TABLEVAL))
		fate_fault(walk, LEFT_UNCHECKED, taken, NULL, -1,
			   "leaves the mapping under this lock to callers, who can't recheck it");
	if (guard)
		fate_spare(walk, LEFT_WRONG, other_mark(guard), NULL);
	else if (other > 0)
		fate_fault(walk, LEFT_WRONG, other, NULL, -1,
			   "leaves the mapping to callers where the table is another one");
}

/**
 * path_ends() - what has ended on a path, or not, where its function does
 * @walk: where we are
 * @state: what is known there
 * @again: whether it doesn't end, but comes to the map once more
 */
void path_ends(struct walk *walk, const struct state *state, bool again)
{
	for (int i = 0; i < state->count; i++) {
		const struct entry *entry = &state->at[i];

		if (entry->kind == RELEASED && (!again || !entry->place)) {
			fate_spare(walk, UNLOCKED_TWICE, entry->value, entry->place);
		} else if (entry->kind == GIVEN) {
			fate_spare(walk, GIVEN_TWICE, entry->value, entry->place);
		} else if (entry->kind == OTHER && entry->value != UNSEEN) {
			failed_path(walk, state, entry->value, again);
		} else if (entry->kind == UNMAPPED) {
			fate_spare(walk, UNMAPPED_TWICE, entry->value, NULL);
			fate_spare(walk, USED_LATE, entry->value, NULL);
			fate_spare(walk, LOCKED_LATE, entry->value, NULL);
		}
	}
	if (!again)
		left_unchecked(walk, state);
}

/**
 * path_unknown() - something is done to the mapping or a lock, and it isn't known what
 * @walk: where we are
 * @state: what is known before it; what could end in a fault is taken out
 */
void path_unknown(struct walk *walk, struct state *state)
{
	static const int kinds[] = { RELEASED, JUST, UNMAPPED, OTHER, GIVEN, GONE };

	for (int i = 0; i < state->count; i++) {
		const struct entry *entry = &state->at[i];

		if (entry->kind != OTHER || entry->value == UNSEEN)
			continue;
		fate_spare(walk, LOCK_LEFT, entry->value, NULL);
		fate_spare(walk, MAPPING_LEFT, entry->value, NULL);
		fate_spare(walk, LEFT_WRONG, entry->value, NULL);
	}
	state_drop_kind(state, OTHER);
	path_ends(walk, state, true);
	for (int i = 0; i < state->count; i++)
		if (state->at[i].kind == RELEASED)
			fate_spare(walk, UNLOCKED_TWICE, state->at[i].value, state->at[i].place);
	for (size_t i = 0; i < sizeof(kinds) / sizeof(*kinds); i++)
		state_drop_kind(state, kinds[i]);
	if (values_are_mapped())
		state_set(state, OTHER, NULL, UNSEEN);
}

/* The call as text, where all that it is given are plain places: f(a, b). */
static const char *plain_call(const struct fact *call)
{
	const char *text = arena_printf("%s(", call->name);

	for (int n = 0; n < call->nargs; n++) {
		struct ref ref = argument_ref(call, n);

		if (!ref.path || ref.moved || strchr(ref.path, '[') || *ref.path == '@')
			return NULL;
		text = arena_printf("%s%s%s%s", text, n ? ", " : "", ref.address ? "&" : "", ref.path);
	}
	return call->nargs ? intern(arena_printf("%s)", text)) : NULL;
}

/* Locks and mappings are followed, whatever they are called by. */
static bool is_of_locks(const char *name)
{
	return word_argument("unlocks", name) != NO_ARGUMENT ||
	       word_argument("locks", name) != NO_ARGUMENT ||
	       word_argument("drops", name) != NO_ARGUMENT;
}

/**
 * given_back() - a call may give back what was taken: the way out does that once
 * @walk: where we are
 * @call: the call
 * @state: what is known before it; that it was given back is added
 */
void given_back(struct walk *walk, const struct fact *call, struct state *state)
{
	const char *text;
	long before;

	if (state_get(state, OTHER, NULL, 0) <= 0 || walk->maybe || is_of_locks(call->name))
		return;
	text = plain_call(call);
	if (!text)
		return;
	if (!name_has_word(call->name, "gives_back")) {
		/* What the same thing is taken by: folio_get(folio) */
		for (int i = state->count - 1; i >= 0; i--)
			if (state->at[i].kind == GIVEN && name_has_word(call->name, "takes") &&
			    !strcmp(strchr(text, '('), strchr(state->at[i].place, '('))) {
				fate_spare(walk, GIVEN_TWICE, state->at[i].value, state->at[i].place);
				state_drop(state, GIVEN, state->at[i].place);
			}
		return;
	}
	before = state_get(state, GIVEN, text, 0);
	if (before) {
		fate_fault(walk, GIVEN_TWICE, before, text, call->start, text);
		state_drop(state, GIVEN, text);
	} else {
		state_set(state, GIVEN, text,
			  mark_new(step_new(walk->function, call->start, text, NULL)));
	}
}

/**
 * given_forget() - a name gets another value: what was given back by it is no longer meant
 * @walk: where we are
 * @name: the name
 * @state: what is known
 */
void given_forget(struct walk *walk, const char *name, struct state *state)
{
	for (int i = state->count - 1; i >= 0; i--) {
		const char *text = state->at[i].place;
		struct tokens tokens;

		if (state->at[i].kind != GIVEN)
			continue;
		tokens = tokens_kept(text, 0, strlen(text));
		for (int k = 0; k < tokens.count; k++)
			if (tokens.at[k].text == name) {
				fate_spare(walk, GIVEN_TWICE, state->at[i].value, text);
				state_drop(state, GIVEN, text);
				break;
			}
	}
}
