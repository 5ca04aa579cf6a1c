// SPDX-License-Identifier: GPL-2.0
/* What the table's entry is now: where it was read, and whether that still counts. */
#include <string.h>
#include "faults.h"

static bool is_table(const struct state *state, struct ref ref, enum relation wanted)
{
	for (int i = 0; i < state->count; i++)
		if (state->at[i].kind == TABLE && relate(state->at[i].place, ref) == wanted)
			return true;
	return false;
}

/**
 * value_read() - a call that only reads may give the value of a table's entry
 * @call: the call
 * @state: what is known; it is added
 */
void value_read(const struct fact *call, struct state *state)
{
	struct ref ref = argument_ref(call, 0);

	if (values_are_mapped() && call->nargs == 1 &&
	    (word_in("table_readers", call->name) || is_table(state, ref, ENTRY)))
		state_set(state, LIVEVAL, result_place(call), state_has(state, HELD, NULL));
}

/**
 * value_copied() - what is assigned may be the table's entry itself: v = *pmd
 * @right: what is assigned
 * @left: the place it is assigned to
 * @old: what was known before
 * @state: what is known; it is added
 */
void value_copied(struct ref right, const char *left, const struct state *old,
		  struct state *state)
{
	if (values_are_mapped() && !right.moved && !right.address && is_table(old, right, ENTRY) &&
	    strlen(right.path) > 2 && !strcmp(right.path + strlen(right.path) - 2, "[]"))
		state_set(state, LIVEVAL, left, state_has(old, HELD, NULL));
}

/* The entry of another table that the function maps, or the next one of this. */
static bool is_another(const struct walk *walk, const struct state *state, struct ref ref)
{
	if (!ref.path || ref.address || !state_kind(state, TABLE))
		return false;
	if (is_table(state, ref, SAME))
		return ref.moved;
	if (ref.moved || has_other_name(walk->function, ref.path))
		return false;
	for (int i = 0; i < walk->function->nfacts; i++) {
		const struct fact *call = &walk->function->facts[i];
		int n = call->kind == CALL && word_in("maps", call->name) ?
			api_argument(call->name, "pmd") : NO_ARGUMENT;

		if (n != NO_ARGUMENT && argument_ref(call, n).path == ref.path &&
		    !argument_ref(call, n).moved)
			return true;
	}
	return false;
}

/**
 * value_fault() - why what is compared is not the table's entry as it is now
 * @walk: where we are
 * @state: what is known there
 * @argument: what is compared with the value that was mapped
 *
 * Return: what is wrong with it, or NULL where nothing is known to be.
 */
const char *value_fault(const struct walk *walk, const struct state *state, const char *argument)
{
	struct tokens tokens = tokens_kept(argument, 0, strlen(argument));
	struct ref ref = ref_read(argument);

	if (ref.path && !ref.address && !state_get(state, LIVEVAL, ref.path, 1))
		return "was read before the lock was taken";
	if (tokens.count > 3 && only_reads(tokens.at[0].text) && !strcmp(tokens.at[1].text, "(") &&
	    token_close(&tokens, 1) == tokens.count - 1 &&
	    is_another(walk, state, ref_of_tokens(&tokens, 2, tokens.count - 1)))
		return "is another table's entry";
	return NULL;
}
