// SPDX-License-Identifier: GPL-2.0
/* What a callee knows of its caller's places, and what comes back from it. */
#include <string.h>
#include "faults.h"

/* What is known of the path, and of no place: whether the callee has to do with it. */
static bool is_passed(const struct state *entry, const struct entry *known)
{
	switch (known->kind) {
	case OTHER:
	case GIVEN:
		return false;
	case RELEASED:
	case DIFFERENT:
	case OVER:
	case UNMAPPED:
		for (int i = 0; i < entry->count; i++)
			if (entry->at[i].kind == LOCK &&
			    entry->at[i].value == (known->kind == UNMAPPED ? 0 : (long)known->place))
				return true;
		return false;
	default:
		return true;
	}
}

/* What the caller knows of the path stays known, unless the callee has changed it. */
static bool stays(const struct state *exit, const struct entry *known)
{
	switch (known->kind) {
	case RELEASED:
		return !state_has(exit, HELD, known->place);
	case UNMAPPED:
		return !state_has(exit, LIVE, NULL);
	default:
		return known->kind == OTHER || known->kind == GIVEN || known->kind == DIFFERENT ||
		       known->kind == OVER;
	}
}

/**
 * state_in_callee() - what is known where a callee begins
 * @caller: who calls
 * @call: the call
 * @callee: what is called
 * @state: what is known before the call
 */
struct state state_in_callee(const struct function *caller, const struct fact *call,
			 const struct function *callee, const struct state *state)
{
	struct state entry = { 0 };

	for (int i = 0; i < state->count; i++) {
		const struct entry *from = &state->at[i];

		if (!kind_has_place(from->kind))
			continue;
		for (int n = 0; n < call->nargs && n < callee->nparams; n++) {
			struct ref ref = ref_read(call->args[n]);
			const char *place;
			int moved;

			if (callee->is_macro && from->kind == MAPPED &&
			    relate(from->place, ref) == ENTRY)
				place = intern(arena_printf("&%s", callee->params[n]));
			else
				place = place_in_callee(from->place, ref, callee->params[n]);
			if (!place)
				continue;
			moved = from->kind == MAPPED && ref.moved ?
				moved_as(caller, call->args[n], state) : SURE;
			if (moved)
				state_set(&entry, from->kind, place,
					  moved == SURE ? from->value : moved);
		}
	}
	for (int i = 0; i < state->count; i++)
		if (!kind_has_place(state->at[i].kind) && is_passed(&entry, &state->at[i]))
			state_set(&entry, state->at[i].kind, state->at[i].place,
				  state->at[i].value);
	for (int n = 0; n < call->nargs && n < callee->nparams; n++) {
		const char *text = call->args[n];

		if (!strcmp(text, "NULL") || !strcmp(text, "false"))
			state_set(&entry, NULLNESS, callee->params[n], 0);
		else if (!strcmp(text, "true"))
			state_set(&entry, NULLNESS, callee->params[n], 1);
	}
	return entry;
}

/* Places that a callee has made hold the mapping. */
static void note_given(struct walk *walk, const struct fact *call, const struct state *before,
		       const struct state *after)
{
	for (int i = 0; i < after->count; i++) {
		const char *place = after->at[i].place;

		if (after->at[i].kind != MAPPED || state_has(before, MAPPED, place))
			continue;
		put_note(walk, call->start, place);
		if (*place != '@' && !is_local(walk->function, place_root(place)))
			unknown_note(walk, call->start,
				     arena_printf("%s() stores the mapping in %s, which is not local",
						  call->name, place_spoken(walk->function, place)));
	}
}

/**
 * state_after_call() - what is known where a callee came to an end
 * @walk: where we are: in the caller
 * @call: the call
 * @callee: what is called
 * @before: what is known before the call
 * @exit: what is known at that end
 */
struct state state_after_call(struct walk *walk, const struct fact *call, const struct function *callee,
			   const struct state *before, const struct state *exit)
{
	struct state after = *before;
	long mark = 0;

	for (int i = after.count - 1; i >= 0; i--) {
		bool placed = kind_has_place(after.at[i].kind);
		bool given = !placed && !stays(exit, &after.at[i]);

		for (int n = 0; placed && !given && n < call->nargs && n < callee->nparams; n++) {
			enum relation relation = relate(after.at[i].place, ref_read(call->args[n]));

			/* A macro may assign to what it is given by name. */
			given = relation == CONTAINER || relation == ADDRESS ||
				(relation == SAME && callee->is_macro);
		}
		if (given)
			state_drop(&after, after.at[i].kind, after.at[i].place);
	}
	for (int i = 0; i < exit->count; i++) {
		const struct entry *entry = &exit->at[i];

		if (!kind_has_place(entry->kind)) {
			state_set(&after, entry->kind, entry->place, entry->value);
			continue;
		}
		if (place_under(entry->place, "@ret")) {
			state_set(&after, entry->kind,
				  place_rebase(entry->place, "@ret", result_place(call)),
				  entry->value);
			continue;
		}
		for (int n = 0; n < call->nargs && n < callee->nparams; n++) {
			struct ref ref = ref_read(call->args[n]);
			const char *place = place_in_caller(entry->place, callee->params[n], ref);

			if (callee->is_macro && entry->place == callee->params[n] && ref.path &&
			    !ref.address)
				place = ref.path;
			if (place)
				state_set(&after, entry->kind, place, entry->value);
		}
	}
	if (state_get(exit, OTHER, NULL, 0) == UNSEEN)
		path_unknown(walk, &after);
	for (int i = 0; i < after.count; i++) {
		if (after.at[i].value != CALLED)
			continue;
		if (!mark)
			mark = mark_new(step_new(walk->function, call->start,
						 intern(arena_printf("%s()", call->name)), NULL));
		after.at[i].value = mark;
	}
	if (!state_has(&after, LIVE, NULL))
		mapping_drop(&after);
	note_given(walk, call, before, &after);
	/* A callee that knows the lock alone takes it on behalf of this call. */
	if (!state_kind(exit, MAPPED) && !call_involves(call, before).mapping &&
	    state_has(&after, HELD, 0) &&
	    state_get(&after, TAKEN, NULL, 0) != state_get(before, TAKEN, NULL, 0))
		state_set(&after, TAKEN, NULL, mark_new(step_new(walk->function, call->start,
			  intern(arena_printf("%s()", call->name)), NULL)));
	return after;
}
