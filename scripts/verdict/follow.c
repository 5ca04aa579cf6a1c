// SPDX-License-Identifier: GPL-2.0
/* Calls that are followed into their definitions. */
#include <string.h>
#include "faults.h"

enum { ALIASES = 16 };

/**
 * states_add() - add a state to some, if it is not among them; return how many there are
 * @walk: where we are
 * @out: the states
 * @count: how many there are
 * @most: how many there is room for
 * @state: what is known
 */
int states_add(struct walk *walk, struct state *out, int count, int most,
		     const struct state *state)
{
	for (int i = 0; i < count; i++)
		if (state_equal(&out[i], state))
			return count;
	if (count < most)
		out[count++] = *state;
	else
		walk->overflow = true;
	return count;
}

/**
 * forget_arguments() - what a call is given a pointer to, it may write
 * @call: the call
 * @state: what is known
 */
void forget_arguments(const struct fact *call, struct state *state)
{
	for (int n = 0; n < call->nargs; n++) {
		struct ref ref = ref_read(call->args[n]);

		if (!ref.path)
			continue;
		if (ref.address) {
			state_forget_value(state, ref.path);
			state_drop(state, GONE, ref.path);
		}
		for (int i = state->count - 1; i >= 0; i--) {
			const char *place = state->at[i].place;

			if (state->at[i].kind >= NULLNESS && state->at[i].kind <= GONE &&
			    place != ref.path && place_under(place, ref.path))
				state_drop(state, state->at[i].kind, place);
		}
	}
}

static bool all_dropped(const struct result *result)
{
	for (int i = 0; i < result->count; i++)
		if (state_has(&result->exits[i], LIVE, NULL))
			return false;
	return true;
}

static int follow_one(struct walk *walk, const struct fact *call, struct function *callee,
		  const struct state *state, struct state *out, int count, int most)
{
	struct involved involved = call_involves(call, state);
	const char *held = involved.place ? place_spoken(walk->function, involved.place) : "it";
	const char *what = intern(arena_printf("passes %s to %s()", held, callee->name));
	const struct result *result;
	struct state entry;

	for (int n = callee->nparams; n < call->nargs; n++)
		if (is_mapping(state, ref_read(call->args[n])))
			unknown_note(walk, call->start,
				     arena_printf("%s as one of several", what));
	if (callee->nparams && !strcmp(callee->params[callee->nparams - 1], "...") &&
	    call->nargs >= callee->nparams &&
	    is_mapping(state, ref_read(call->args[callee->nparams - 1])))
		unknown_note(walk, call->start, arena_printf("%s as one of several", what));
	if (!callee->parsed) {
		if (involved.mapping || involved.entry)
			unknown_note(walk, call->start,
				     arena_printf("%s, which could not be parsed (%s)", what,
						  callee->file));
		return states_add(walk, out, count, most, state);
	}
	if (walk->depth <= 0) {
		unknown_note(walk, call->start, arena_printf("%s: too deep to follow", what));
		return states_add(walk, out, count, most, state);
	}
	entry = state_in_callee(walk->function, call, callee, state);
	result = explore(callee, &entry, NULL, walk->depth - 1);
	finding_merge(&walk->result->finding, &result->finding,
		      step_new(walk->function, call->start, what, NULL));
	if (involved.mapping && !finding_write(&result->finding) && !result->finding.unknown)
		use_note(walk, call->start,
			 arena_printf("%s, which %s", what,
				      result->count && all_dropped(result) ?
				      "unmaps it and writes nothing before" : "only reads"));
	for (struct use *use = result->uses; use; use = use->next) {
		struct walk there = *walk;

		there.function = (struct function *)use->function;
		use_note(&there, function_offset(use->function,
						 use->line - use->function->line + 1, 0), use->what);
	}
	if (result->busy)
		return states_add(walk, out, count, most, state);
	for (int i = 0; i < result->count; i++) {
		struct state after = state_after_call(walk, call, callee, state, &result->exits[i]);

		count = states_add(walk, out, count, most, &after);
	}
	return count;
}

/**
 * follow_nothing() - a call that can't be followed
 * @walk: where we are
 * @call: the call
 * @why: why not, behind its name
 * @state: what is known before it
 * @out: receives what is known after it
 */
void follow_nothing(struct walk *walk, const struct fact *call, const char *why,
			   const struct state *state, struct state *out)
{
	struct involved involved = call_involves(call, state);

	*out = *state;
	if (involved.mapping || involved.entry)
		unknown_note(walk, call->start,
			     arena_printf("passes %s to %s%s",
					  involved.place ?
					  place_spoken(walk->function, involved.place) : "the entry",
					  call->name, why));
	if (involved.table)
		unknown_note(walk, call->start,
			     arena_printf("passes the table's entry to %s%s while its lock is held",
					  call->name, why));
	if (involved.mapping || involved.lock)
		path_unknown(walk, out);
	if (involved.lock) {
		unknown_note(walk, call->start,
			     arena_printf("passes the lock to %s%s", call->name, why));
		lock_release(out, 0);
		state_drop_kind(out, HELD);
	}
	forget_arguments(call, out);
}

/* A name that only a macro leads to, and that no definition tells: a word, maybe. */
static int by_word(struct walk *walk, const struct fact *call, const char *name,
		   const struct state *state, struct state *out, int count, int most)
{
	struct state *ends = arena_alloc(most * sizeof(*ends));
	struct fact *other = arena_alloc(sizeof(*other));
	int found;

	*other = *call;
	other->name = name;
	found = call_effects(walk, other, state, ends, most);
	for (int i = 0; i < found; i++)
		count = states_add(walk, out, count, most, &ends[i]);
	return count;
}

/**
 * follow_definitions() - a call does what any of its definitions may do
 * @walk: where we are
 * @call: the call
 * @state: what is known before it
 * @out: receives what is known after it
 * @most: room in @out
 *
 * Return: how many states there are in @out.
 */
int follow_definitions(struct walk *walk, const struct fact *call, const struct state *state,
			 struct state *out, int most)
{
	const struct function *found[DEFINITIONS];
	const char *names[ALIASES] = { call->name };
	int count = 0, known = 1;

	for (int i = 0; i < known; i++) {
		int definitions = resolve(walk->function, names[i], found, DEFINITIONS);

		if (!definitions && i) {
			count = by_word(walk, call, names[i], state, out, count, most);
			continue;
		}
		if (!definitions) {
			need_definition(names[i], !call_involves(call, state).mapping);
			follow_nothing(walk, call, "(), which this tree does not define", state,
				       &out[0]);
			return 1;
		}
		if (definitions == DEFINITIONS)
			unknown_note(walk, call->start,
				     arena_printf("%s() has too many definitions", names[i]));
		for (int k = 0; k < definitions; k++) {
			struct function *callee = (struct function *)found[k];
			int at;

			if (!callee->alias) {
				count = follow_one(walk, call, callee, state, out, count, most);
				continue;
			}
			for (at = 0; at < known && names[at] != callee->alias; at++)
				;
			if (at == known && known < ALIASES)
				names[known++] = callee->alias;
		}
	}
	if (!count) {
		follow_nothing(walk, call, "(), a name whose definition is not found", state, &out[0]);
		count = 1;
	}
	return count;
}
