// SPDX-License-Identifier: GPL-2.0
/* Where a store goes: through the mapping, to the table's entry, or elsewhere. */
#include <string.h>
#include "verdict.h"

static enum target by_mapping(const struct entry *mapped)
{
	return mapped->value == DERIVED ? UNSURE : TO_ENTRY;
}

static bool leads_to(const struct entry *mapped, struct ref ref)
{
	enum relation relation = relate(mapped->place, ref);

	return relation == SAME || relation == ENTRY;
}

/* pte_val(*pte) = x: what is stored to is what the first argument names. */
static enum target by_arguments(const struct tokens *tokens, const struct entry *mapped)
{
	int close = token_close(tokens, 1), comma = 2;

	while (comma < close && strcmp(tokens->at[comma].text, ","))
		comma = strchr("([{", *tokens->at[comma].text) ? token_close(tokens, comma) + 1 :
								 comma + 1;
	if (leads_to(mapped, ref_of_tokens(tokens, 2, comma < close ? comma : close)))
		return by_mapping(mapped);
	for (int i = 2; i < close; i++)
		if (place_root(mapped->place) == tokens->at[i].text)
			return UNSURE;
	return TO_OTHER;
}

/* *(c ? &pte[1] : p) = x */
static bool has_address(const struct tokens *tokens, const struct entry *mapped)
{
	for (int i = 1; i < tokens->count; i++) {
		if (strcmp(tokens->at[i - 1].text, "&"))
			continue;
		for (int to = longest(tokens, i); to > i; to--)
			if (relate(mapped->place, ref_of_tokens(tokens, i, to)) == ENTRY)
				return true;
	}
	return false;
}

/* An array of anything but entries is not where a sum leads to one. */
static bool may_hold_entries(const struct function *function, struct ref left)
{
	const char *root = left.path ? place_root(left.path) : NULL;
	const char *type = root ? variable_type(function, root) : NULL;

	if (!type || strcmp(left.path, intern(arena_printf("%s[]", root))))
		return true;
	return strstr(type, type_word("entry")) || strstr(type, "void");
}

static enum target by_parts(const struct walk *walk, const char *text, struct ref left,
			    const struct entry *mapped, const struct state *state)
{
	struct tokens tokens = tokens_kept(text, 0, strlen(text));
	int part;

	if (tokens.count > 2 && is_name(tokens.at[0].text) && !strcmp(tokens.at[1].text, "("))
		return by_arguments(&tokens, mapped);
	part = may_be(text, mapped->place, state, true);
	if (part == DERIVED || (part && mapped->value == DERIVED))
		return may_hold_entries(walk->function, left) ? UNSURE : TO_OTHER;
	return part || (!left.path && has_address(&tokens, mapped)) ? TO_ENTRY : TO_OTHER;
}

static enum target target_of(const struct walk *walk, const char *text, const struct entry *entry,
			     const struct state *state)
{
	struct ref left = ref_read(text);
	enum relation relation = relate(entry->place, left);
	struct tokens tokens;

	if (entry->kind == MAPPED) {
		if (relation == ENTRY)
			return by_mapping(entry);
		return relation == UNRELATED && strpbrk(text, "[(") ?
		       by_parts(walk, text, left, entry, state) : TO_OTHER;
	}
	if (!state_has(state, HELD, 0))
		return TO_OTHER;
	if (relation == ENTRY)
		return TO_TABLE;
	tokens = tokens_kept(text, 0, strlen(text));
	return !left.path && tokens.count > 2 && is_name(tokens.at[0].text) &&
	       by_arguments(&tokens, entry) != TO_OTHER ? TO_TABLE : TO_OTHER;
}

/* Whether what is stored to is, or hangs on, a name that may be a macro. */
static bool to_macro(const struct walk *walk, const char *text)
{
	const char *name = undeclared(walk->function, text);
	struct ref left = ref_read(text);

	if (!name)
		return false;
	return may_be_macro(walk->function, name) ||
	       left.path == intern(arena_printf("%s[]", name));
}

/**
 * store_target() - where a store goes
 * @walk: where we are
 * @left: the left side of an assignment
 * @state: what is known before it
 */
enum target store_target(const struct walk *walk, const char *left, const struct state *state)
{
	enum target found = TO_OTHER;

	for (int i = 0; i < state->count; i++) {
		enum target target;

		if (state->at[i].kind != MAPPED && state->at[i].kind != TABLE)
			continue;
		target = target_of(walk, left, &state->at[i], state);
		if (target != TO_OTHER && (found == TO_OTHER || target < found))
			found = target;
	}
	if (found == TO_OTHER && state_has(state, LIVE, NULL) && to_macro(walk, left))
		return UNSURE;
	return found;
}
