// SPDX-License-Identifier: GPL-2.0
/*
 * Which other locks don't keep the mapping's table.
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
