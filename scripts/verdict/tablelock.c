// SPDX-License-Identifier: GPL-2.0
/*
 * Which other locks keep the mapping's table, and which don't.
 *
 * Under a lock that isn't the mapping's a recheck may be good for another reason: it
 * may be that of the entry that the table hangs on. It isn't where the lock is known
 * to be that of another table.
 */
#include <string.h>
#include "faults.h"

/**
 * is_table_lock() - whether a lock came with the map of a table
 * @walk: where we are
 * @number: the lock's: a text, where it isn't the mapping's own
 */
bool is_table_lock(const struct walk *walk, long number)
{
	const char *text = (void *)number;

	if (!number || strstr(text, " of "))	/* given by a map that takes it */
		return true;
	for (int i = 0; i < walk->function->nfacts; i++) {
		const struct fact *call = &walk->function->facts[i];
		struct ref ref;

		if (call->kind != CALL || !word_in("maps", call->name))
			continue;
		ref = argument_ref(call, api_argument(call->name, "ptlp"));
		if (ref.address && ref.path == text)
			return true;
	}
	return false;
}

/**
 * locks_differ() - a lock turns out not to be the mapping's
 * @walk: where we are
 * @state: what is known; it is added, and what rests on that lock is void
 * @number: the lock's
 */
void locks_differ(const struct walk *walk, struct state *state, long number)
{
	if (!number || !values_are_mapped())
		return;
	state_set(state, DIFFERENT, (void *)number, 1);
	if (is_table_lock(walk, number))
		state_drop(state, ASKED, (void *)number);
}

/**
 * is_of_other_table() - whether a lock is known to be that of another table
 * @walk: where we are
 * @state: what is known
 * @number: the lock's
 */
bool is_of_other_table(const struct walk *walk, const struct state *state, const void *number)
{
	return state_has(state, DIFFERENT, number) && is_table_lock(walk, (long)number);
}

/**
 * is_over() - whether a lock was found through the very entry that the mapping hangs on
 * @state: what is known
 * @number: the lock's
 */
bool is_over(const struct state *state, long number)
{
	const struct fact *call = (void *)state_get(state, OVER, (void *)number, 0);

	for (int n = 0; call && n < call->nargs; n++)
		for (int i = 0; i < state->count; i++)
			if (state->at[i].kind == TABLE &&
			    relate(state->at[i].place, ref_read(call->args[n])) == SAME)
				return true;
	return false;
}

/**
 * keeper() - the call that gave a lock under which nobody else takes the table away
 * @walk: where we are
 * @state: what is known
 *
 * It is the lock of the entry that the table hangs on, held since before the map, and
 * taken in this function: the names in it are this function's.
 *
 * Return: NULL where no such lock is held
 */
const struct fact *keeper(const struct walk *walk, const struct state *state)
{
	const struct function *function = walk->function;

	for (int i = 0; i < state->count; i++) {
		const struct entry *entry = &state->at[i];
		const struct fact *call;

		if (entry->kind != HELD || !entry->value || !entry->place)
			continue;
		call = (void *)state_get(state, OVER, entry->place, 0);
		if (call >= function->facts && call < function->facts + function->nfacts &&
		    is_over(state, (long)entry->place))
			return call;
	}
	return NULL;
}
