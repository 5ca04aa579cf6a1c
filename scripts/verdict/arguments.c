// SPDX-License-Identifier: GPL-2.0
/* A call's arguments: which of them is the mapping, or what holds it. */
#include <string.h>
#include "calls.h"

/**
 * call_involves() - how the arguments of a call touch what is tracked
 * @call: the call
 * @state: what is known before it
 */
struct involved call_involves(const struct fact *call, const struct state *state)
{
	bool live = state_has(state, LIVE, NULL), held = state_has(state, HELD, 0);
	struct involved involved = { false, false, false, false, NULL };

	for (int n = 0; n < call->nargs; n++) {
		struct ref ref = ref_read(call->args[n]);

		for (int i = 0; i < state->count; i++) {
			const struct entry *entry = &state->at[i];
			enum relation relation;

			if (entry->kind != MAPPED && entry->kind != TABLE && entry->kind != LOCK)
				continue;
			relation = relate(entry->place, ref);
			if (relation == UNRELATED)
				continue;
			if (entry->kind == MAPPED && live) {
				involved.entry |= relation == ENTRY;
				involved.mapping |= relation != ENTRY;
				if (!involved.place && relation != ENTRY)
					involved.place = entry->place;
			} else if (entry->kind == TABLE && held) {
				involved.table |= relation == SAME || relation == CONTAINER;
			} else if (entry->kind == LOCK &&
				   (!entry->value || state_has(state, HELD, (void *)entry->value))) {
				involved.lock |= relation == SAME || relation == ADDRESS ||
						 (relation == CONTAINER && (live || held));
			}
		}
	}
	return involved;
}

/**
 * argument_ref() - an argument as a place; none where there is no such argument
 * @call: the call
 * @n: the argument's number
 */
struct ref argument_ref(const struct fact *call, int n)
{
	struct ref none = { NULL, false, false };

	return n >= 0 && n < call->nargs ? ref_read(call->args[n]) : none;
}

/**
 * argument_written() - an argument as people wrote it
 * @call: the call
 * @n: the argument's number
 */
const char *argument_written(const struct fact *call, int n)
{
	if (n < 0 || n >= call->nargs)
		return "it";
	return pretty(call->written ? call->written[n] : call->args[n]);
}

/**
 * pointee() - the place that a pointer argument points to
 * @ref: the place
 */
const char *pointee(struct ref ref)
{
	if (!ref.path)
		return NULL;
	return ref.address ? ref.path : intern(arena_printf("%s[]", ref.path));
}

/**
 * is_mapping() - whether an expression is the mapping's pointer
 * @state: what is known
 * @ref: the place
 */
bool is_mapping(const struct state *state, struct ref ref)
{
	for (int i = 0; i < state->count; i++)
		if (state->at[i].kind == MAPPED && relate(state->at[i].place, ref) == SAME)
			return true;
	return false;
}

/* An argument that is a call itself: its value has a place of its own. */
static const char *value_of(const struct function *function, const struct fact *call,
			    const char *argument)
{
	if (argument[strlen(argument) - 1] != ')' || !is_name(argument))
		return argument;
	for (int i = 0; i < function->nfacts; i++) {
		const struct fact *inner = &function->facts[i];
		const char *text;

		if (inner->kind != CALL || inner == call || inner->start < call->start ||
		    inner->end > call->end || strncmp(argument, inner->name, strlen(inner->name)))
			continue;
		text = arena_printf("%s (", inner->name);
		for (int n = 0; n < inner->nargs; n++)
			text = arena_printf("%s%s %s", text, n ? " ," : "", inner->args[n]);
		if (pretty(argument) == pretty(arena_printf("%s )", text)))
			return result_place(inner);
	}
	return argument;
}

/* i + pte is read as i, moved: the other operand may be the one that counts. */
static bool is_plain(const char *place, const char *argument)
{
	struct ref ref = ref_read(argument);

	return ref.path && (relate(place, ref) != UNRELATED || (!ref.moved && !strchr(argument, '[')));
}

/* A place or a number instead of an argument that is no plain place; NULL: it stays. */
static const char *instead(struct walk *walk, const struct fact *call, const char *argument,
			   const struct entry *mapped, const struct state *state)
{
	struct ref ref = ref_read(argument);
	int part;

	if (*(const char *)mapped->place == '@')
		return value_of(walk->function, call, argument) == mapped->place ?
		       mapped->place : NULL;
	if (ref.moved && relate(mapped->place, ref) == SAME)
		return moved_as(walk->function, argument, state) ? NULL : "0";
	if (is_plain(mapped->place, argument))
		return NULL;
	part = may_be(argument, mapped->place, state, false);
	if (part && (part == DERIVED || mapped->value == DERIVED)) {
		if (!only_reads(call->name))
			unknown_note(walk, call->start,
				     arena_printf("%s() is given %s, which may be the mapping",
						  call->name, pretty(argument)));
		return NULL;
	}
	return part ? mapped->place : NULL;
}

/**
 * with_values() - a call with places for arguments that are none
 * @walk: where we are
 * @call: the call
 * @state: what is known before it
 *
 * Return: @call itself where no argument is a choice, a sum or a call's value
 * that has to do with the mapping.
 */
const struct fact *with_values(struct walk *walk, const struct fact *call,
				      const struct state *state)
{
	struct fact *copy = NULL;

	for (int i = 0; i < state->count; i++) {
		if (state->at[i].kind != MAPPED)
			continue;
		for (int n = 0; n < call->nargs; n++) {
			const char *now = copy ? copy->args[n] : call->args[n];
			const char *place = instead(walk, call, now, &state->at[i], state);

			if (!place)
				continue;
			if (!copy) {
				copy = arena_alloc(sizeof(*copy));
				*copy = *call;
				copy->written = call->args;
				copy->args = arena_alloc((call->nargs + 1) * sizeof(char *));
				memcpy(copy->args, call->args, call->nargs * sizeof(char *));
			}
			copy->args[n] = intern(place);
			walk->consumed = copy->args[n];
		}
	}
	return copy ? copy : call;
}
