// SPDX-License-Identifier: GPL-2.0
/*
 * The safety net: a name that holds the mapping and that no fact explains.
 * Inline assembly that has it as an operand counts as a write.
 */
#include <string.h>
#include "verdict.h"

static bool in_list(const char *text, const char * const *list)
{
	for (; *list; list++)
		if (!strcmp(text, *list))
			return true;
	return false;
}

static bool is_assembly(const struct tokens *tokens)
{
	return tokens->count && (!strncmp(tokens->at[0].text, "asm", 3) ||
				 !strncmp(tokens->at[0].text, "__asm", 5));
}

/* Tests, comparisons and what is read through the pointer are harmless. */
static bool harmless(const struct tokens *tokens, int from, int to)
{
	static const char * const after[] = {
		"->", "[", "==", "!=", "<", ">", "<=", ">=", "&&", "||", "?", "++", "--", NULL
	};
	static const char * const before[] = {
		"*", "!", "==", "!=", "&&", "||", "++", "--", "return", "<", ">", NULL
	};

	if (!from && to == tokens->count)
		return true;	/* a condition by itself */
	return (to < tokens->count && in_list(tokens->at[to].text, after)) ||
	       (from && in_list(tokens->at[from - 1].text, before));
}

/* Reads through the pointer, and tests of it, are told as uses. */
static void note_use(struct walk *walk, const struct tokens *tokens, int from, int to,
		     const char *place)
{
	const char *before = from ? tokens->at[from - 1].text : "";
	const char *after = to < tokens->count ? tokens->at[to].text : "";
	const char *spoken = place_spoken(walk->function, place);
	const char *further = to + 2 < tokens->count ? tokens->at[to + 2].text : "";

	if (!strcmp(after, "=") || !strcmp(further, "="))
		return;
	if (!strcmp(before, "*") || !strcmp(after, "->") || !strcmp(after, "["))
		use_note(walk, tokens->at[from].start, arena_printf("what %s points to is read", spoken));
	else if (!strcmp(before, "!") || !strcmp(after, "==") || !strcmp(after, "!=") ||
		 (!from && to == tokens->count))
		use_note(walk, tokens->at[from].start, arena_printf("%s is tested", spoken));
}

static bool explained(const struct function *function, int start, int end, int nested)
{
	for (int i = 0; i < function->nfacts; i++) {
		const struct fact *fact = &function->facts[i];

		if (fact->start <= start && fact->end >= end && fact->start >= nested)
			return true;
	}
	return false;
}

/**
 * check_mentions() - look for uses of the mapping that are not understood
 * @walk: where we are
 * @node: a node of the graph
 * @state: what is known before it
 */
void check_mentions(struct walk *walk, const struct node *node, const struct state *state)
{
	const struct function *function = walk->function;
	struct tokens tokens;
	int nested = -1;

	if (!state_has(state, LIVE, NULL) || node->start == node->end)
		return;
	tokens = tokens_kept(function->text, node->start, node->end);
	for (int i = 0; i < tokens.count; i++) {
		const char *before = i ? tokens.at[i - 1].text : "";

		if (!strcmp(tokens.at[i].text, "{") && !strcmp(before, "("))
			nested = tokens.at[i].start;
		if (!is_name(tokens.at[i].text) || !strcmp(before, "->") || !strcmp(before, "."))
			continue;
		for (int k = 0; k < state->count; k++) {
			const char *place = state->at[k].place;
			struct ref ref = { NULL, false, false };
			int to;

			if (state->at[k].kind != MAPPED || place_root(place) != tokens.at[i].text)
				continue;
			if (is_assembly(&tokens)) {
				write_note(walk, node->start, "inline assembly has the pointer as an operand",
					   state, NULL);
				return;
			}
			for (to = longest(&tokens, i); to > i; to--) {
				ref = ref_of_tokens(&tokens, i, to);
				if (ref.path && !ref.moved && relate(place, ref) == SAME)
					break;
			}
			if (to > i)
				note_use(walk, &tokens, i, to, place);
			if (to == i || harmless(&tokens, i, to) ||
			    explained(function, tokens.at[i].start, tokens.at[to - 1].end, nested))
				continue;
			unknown_note(walk, tokens.at[i].start,
				     arena_printf("%s is used in a way that is not understood",
						  place_spoken(function, place)));
			return;
		}
	}
}
