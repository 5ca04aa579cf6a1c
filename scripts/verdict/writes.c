// SPDX-License-Identifier: GPL-2.0
/* Calls that the campaign's words know to write what they are given. */
#include "calls.h"

/* Return: SURE or MAY where the argument is written, DERIVED where that is not sure, or 0. */
static int writes_argument(const struct fact *call, const struct state *state, int n, bool *table)
{
	struct ref ref = argument_ref(call, n);
	int found = 0;

	for (int i = 0; i < state->count; i++) {
		const struct entry *entry = &state->at[i];
		enum relation relation;

		if (entry->kind != MAPPED && entry->kind != TABLE)
			continue;
		relation = relate(entry->place, ref);
		if (entry->kind == TABLE && !state_has(state, HELD, 0))
			continue;
		if (relation != SAME && relation != ENTRY)
			continue;
		*table = entry->kind == TABLE;
		if (*table || entry->value != DERIVED)
			return SURE;
		found = DERIVED;
	}
	return found;
}

/* Whether an entry pointer is known to be none of the mapping: see N in the tests. */
static bool is_another(const struct walk *walk, const struct state *state, struct ref ref)
{
	if (!ref.path)
		return false;
	if (ref.address || state_has(state, NULLNESS, ref.path))
		return true;
	for (int i = 0; i < walk->function->nparams; i++)
		if (walk->function->params[i] == ref.path)
			return true;
	return false;
}

/**
 * by_writing_words() - note what a call writes that is known to write
 * @walk: where we are
 * @call: the call
 * @state: what is known before it
 *
 * Return: whether it is such a call.
 */
bool by_writing_words(struct walk *walk, const struct fact *call, const struct state *state)
{
	int n = write_argument(call->name), from = n, to = n + 1, written;
	bool table;

	if (n == NO_ARGUMENT)
		return false;
	for (int k = 0; k < call->nargs; k++)
		if (k != n && n != ANY_ARGUMENT && is_mapping(state, argument_ref(call, k)))
			unknown_note(walk, call->start,
				     arena_printf("%s() is given the mapping as a value", call->name));
	if (word_in("writes_entry", call->name) && state_has(state, LIVE, NULL) &&
	    !writes_argument(call, state, n, &table) && !is_another(walk, state, argument_ref(call, n)))
		unknown_note(walk, call->start,
			     arena_printf("%s() writes %s, which is not known to be another mapping",
					  call->name, argument_written(call, n)));
	if (n == ANY_ARGUMENT) {
		from = 0;
		to = call->nargs;
	}
	for (n = from; n < to; n++) {
		written = writes_argument(call, state, n, &table);
		if (written == DERIVED)
			unknown_note(walk, call->start,
				     arena_printf("%s() writes %s, which may be the mapping",
						  call->name, argument_written(call, n)));
		if (!written || written == DERIVED)
			continue;
		write_note(walk, call->start,
			   arena_printf("%s() writes %s%s", call->name, argument_written(call, n),
					table ? ", the entry of the table whose lock is held" : ""),
			   state, NULL);
		break;
	}
	return true;
}
