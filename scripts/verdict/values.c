// SPDX-License-Identifier: GPL-2.0
/*
 * What an expression that is no plain place may be: the value of a call, or
 * the mapping by a choice or by arithmetic.
 */
#include <string.h>
#include "verdict.h"

/**
 * result_place() - where the value of a call is kept until it is assigned
 * @fact: the call
 */
const char *result_place(const struct fact *fact)
{
	if (!fact->result)	/* the only thing of a fact that is filled in later */
		((struct fact *)fact)->result = intern(arena_printf("@%d", fact->index));
	return fact->result;
}

/**
 * call_at_end() - the call whose value an expression is, where it stands at its very end
 * @function: the function
 * @fact: the assignment
 * @expression: the expression
 */
const struct fact *call_at_end(const struct function *function, const struct fact *fact,
			       const char *expression)
{
	struct tokens tokens = tokens_kept(expression, 0, strlen(expression));
	const char *name = NULL;

	for (int i = 0; i + 1 < tokens.count; i++) {
		if (!is_name(tokens.at[i].text) || strcmp(tokens.at[i + 1].text, "("))
			continue;
		if (token_close(&tokens, i + 1) == tokens.count - 1)
			name = tokens.at[i].text;
		break;
	}
	if (!name)
		return NULL;
	for (int i = 0; i < function->nfacts; i++) {
		const struct fact *call = &function->facts[i];

		if (call->kind == CALL && call->name == name && call->end == fact->end &&
		    call->start >= fact->start)
			return call;
	}
	return NULL;
}

/**
 * longest() - where to stop: no place is written with more tokens than this
 * @tokens: the tokens
 * @from: where the place begins
 */
int longest(const struct tokens *tokens, int from)
{
	return from + 24 < tokens->count ? from + 24 : tokens->count;
}

static bool is_among(const char *text, const char * const *list)
{
	for (; *list; list++)
		if (!strcmp(text, *list))
			return true;
	return false;
}

static const char *text_at(const struct tokens *tokens, int at)
{
	return at >= 0 && at < tokens->count ? tokens->at[at].text : "";
}

/*
 * What the tokens from..to are in the brackets around them: MAY, all that
 * there is; DERIVED, a part of a sum or of an index; 0, a number of entries:
 * (p - q) * size
 */
static int part_of(const struct tokens *tokens, const int *open, int depth, int from, int to)
{
	static const char * const scaled[] = { "*", "/", "%", "<<", ">>", NULL };
	static const char * const summed[] = { "+", "-", NULL };
	int found = MAY;

	while (depth--) {
		int close = token_close(tokens, open[depth]);
		bool whole = from == open[depth] + 1 && to == close;
		const char *before = text_at(tokens, open[depth] - 1);
		const char *after = text_at(tokens, close + 1);

		if (!whole && is_among(after, scaled))
			return 0;
		if (!whole && (!strcmp(text_at(tokens, open[depth]), "[") ||
			       is_among(before, summed) || is_among(after, summed)))
			found = DERIVED;
		from = open[depth];
		to = close + 1;
	}
	return found;
}

static bool is_mapped(const struct tokens *tokens, int from, int to, const struct state *state)
{
	struct ref ref = ref_of_tokens(tokens, from, to);

	for (int i = 0; ref.path && !ref.moved && i < state->count; i++)
		if (state->at[i].kind == MAPPED && state->at[i].value != DERIVED &&
		    relate(state->at[i].place, ref) == SAME)
			return true;
	return false;
}

/* Whether the operand that begins, or ends, where an operator stands is the mapping. */
static bool is_mapped_after(const struct tokens *tokens, int operator, const struct state *state)
{
	for (int to = longest(tokens, operator + 1); to > operator + 1; to--)
		if (is_mapped(tokens, operator + 1, to, state))
			return true;
	return false;
}

static bool is_mapped_before(const struct tokens *tokens, int operator, const struct state *state)
{
	for (int from = operator - 1; from >= 0 && from > operator - 24; from--)
		if (is_mapped(tokens, from, operator, state))
			return true;
	return false;
}

/**
 * may_be() - whether a complex expression may have a place's value
 * @expression: c ? p : q, or q + (p - r)
 * @place: the place
 * @state: what is known there: the difference of two that are mapped is a number
 * @subtracted: also where the place is subtracted: q - (r - p)
 *
 * Return: MAY where it is one of several things, DERIVED where it is a part of
 * a sum that may be another pointer, or 0.
 */
int may_be(const char *expression, const char *place, const struct state *state,
	   bool subtracted)
{
	static const char * const compared[] = {
		"==", "!=", "<", ">", "<=", ">=", "&&", "||", NULL
	};
	struct tokens tokens = tokens_kept(expression, 0, strlen(expression));
	enum { DEEPEST = 64 };
	int open[DEEPEST], depth = 0, found = 0, part;

	for (int i = 0; i < tokens.count; i++) {
		const char *text = tokens.at[i].text;
		const char *after = i + 1 < tokens.count ? tokens.at[i + 1].text : "";
		const char *before = i ? tokens.at[i - 1].text : "";

		while (depth && token_close(&tokens, open[depth - 1]) <= i)
			depth--;
		if (strchr("([{", *text) && !text[1] && depth < DEEPEST)
			open[depth++] = i;
		if (is_name(text) && !strcmp(after, "(") && !word_in("transparent", text)) {
			i = token_close(&tokens, i + 1);
			continue;
		}
		if (!is_name(text) || !place_under(place, text) || !strcmp(before, "->") ||
		    !strcmp(before, ".") || !strcmp(before, "!"))
			continue;
		for (int to = longest(&tokens, i); to > i; to--) {
			struct ref ref = ref_of_tokens(&tokens, i, to);

			if (!ref.path || ref.moved)
				continue;
			after = to < tokens.count ? tokens.at[to].text : "";
			if (relate(place, ref) != SAME || !strcmp(before, "*") ||
			    is_among(after, compared) || is_among(before, compared) ||
			    (!subtracted && !strcmp(before, "-")))
				break;
			if ((!strcmp(after, "-") && is_mapped_after(&tokens, to, state)) ||
			    (!strcmp(before, "-") && is_mapped_before(&tokens, i - 1, state)))
				break;	/* a number of entries */
			part = part_of(&tokens, open, depth, i, to);
			if (part == MAY && strcmp(before, "-"))
				return MAY;
			if (part)
				found = DERIVED;
			break;
		}
	}
	return found;
}

/**
 * moved_as() - what a place is with something added or subtracted
 * @function: the function in which it stands
 * @expression: pte + i, pte - base
 * @state: what is known there
 *
 * Return: SURE where it is the pointer, moved; DERIVED where another pointer is
 * subtracted, for that leads to it; 0 where that is one of the mapping, too:
 * then it is a number of entries.
 */
int moved_as(const struct function *function, const char *expression, const struct state *state)
{
	struct tokens tokens = tokens_kept(expression, 0, strlen(expression));
	bool minus = false;

	for (int i = 0; i < tokens.count; i++) {
		const char *text = text_at(&tokens, i), *after = text_at(&tokens, i + 1), *type;

		if (i && !strcmp(text, "-") && is_mapped_after(&tokens, i, state))
			return 0;
		minus |= i && !strcmp(text, "-");
		if (!minus || !is_name(text) || !strcmp(after, "->") || !strcmp(after, "["))
			continue;
		type = variable_type(function, text);
		if (type && strpbrk(type, "*["))
			return DERIVED;
	}
	return SURE;
}
