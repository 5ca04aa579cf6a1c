// SPDX-License-Identifier: GPL-2.0
/* What is read or written through a pointer that was unmapped. */
#include <string.h>
#include "faults.h"

/* What an argument's function reads or writes it through the pointer. */
static bool uses_entry(const struct fact *call, int n)
{
	int written = write_argument(call->name);

	return written == n || written == ANY_ARGUMENT || word_in("entry_readers", call->name);
}

static const struct entry *gone_in_call(const struct fact *call, const struct state *state)
{
	for (int n = 0; n < call->nargs; n++)
		for (int i = 0; i < state->count; i++)
			if (state->at[i].kind == GONE && uses_entry(call, n) &&
			    relate(state->at[i].place, ref_read(call->args[n])) == SAME)
				return &state->at[i];
	return NULL;
}

/* *pte, pte->low, pte[1]; not &pte[1] */
static const struct entry *gone_at(const struct tokens *tokens, int at, const struct state *state)
{
	const char *before = at ? tokens->at[at - 1].text : "";

	for (int i = 0; i < state->count; i++) {
		const char *place = state->at[i].place;

		if (state->at[i].kind != GONE || place_root(place) != tokens->at[at].text)
			continue;
		for (int to = longest(tokens, at); to > at; to--) {
			const char *after = to < tokens->count ? tokens->at[to].text : "";
			struct ref ref = ref_of_tokens(tokens, at, to);

			if (!ref.path || relate(place, ref) != SAME || ref.moved)
				continue;
			if ((!strcmp(before, "*") && (at < 2 || !is_name(tokens->at[at - 2].text) ||
						      !strcmp(tokens->at[at - 2].text, "return"))) ||
			    ((!strcmp(after, "->") || !strcmp(after, "[")) && strcmp(before, "&")))
				return &state->at[i];
			break;
		}
	}
	return NULL;
}

/**
 * check_ended() - look for uses of what was unmapped
 * @walk: where we are
 * @node: a node of the graph
 * @state: what is known before it
 */
void check_ended(struct walk *walk, const struct node *node, struct state *state)
{
	const struct function *function = walk->function;
	const struct entry *gone = NULL;
	struct tokens tokens;
	int at = node->start;

	if (!state_kind(state, GONE) || node->start == node->end)
		return;
	for (int i = 0; i < function->nfacts && !gone; i++) {
		const struct fact *call = &function->facts[i];

		if (call->kind != CALL || call->start < node->start || call->end > node->end)
			continue;
		gone = gone_in_call(call, state);
		at = call->start;
	}
	tokens = tokens_kept(function->text, node->start, node->end);
	for (int i = 0; i < tokens.count && !gone; i++) {
		if (is_name(tokens.at[i].text))
			gone = gone_at(&tokens, i, state);
		at = tokens.at[i].start;
	}
	if (gone)
		mapping_misused(walk, USED_LATE, gone->value, at,
				arena_printf("uses %s", place_spoken(function, gone->place)), state);
}
