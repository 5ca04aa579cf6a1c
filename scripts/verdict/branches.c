// SPDX-License-Identifier: GPL-2.0
/* Conditions: short-circuit evaluation is control flow, too. */
#include <string.h>
#include "flow.h"

/* The last token of from..to at depth 0 that is op, or -1. */
static int split_at(const struct tokens *tokens, int from, int to, const char *op)
{
	int found = -1;

	for (int i = from; i < to; i++) {
		const char *text = tokens->at[i].text;

		if (strchr("([{", *text) && !text[1])
			i = token_close(tokens, i);
		else if (!strcmp(text, op))
			found = i;
	}
	return found;
}

/* Whether an operator stands between two operands, outside brackets. */
static bool has_binary(const struct tokens *tokens, int from, int to)
{
	bool operand = false;

	for (int i = from; i < to; i++) {
		const char *text = tokens->at[i].text;

		if (strchr("([{", *text) && !text[1]) {
			i = token_close(tokens, i);
			operand = true;
		} else if (!strcmp(text, "->") || !strcmp(text, ".") || !strcmp(text, "++") ||
			   !strcmp(text, "--")) {
			continue;
		} else if (is_name(text) || strchr("0123456789\"'", *text)) {
			operand = true;
		} else if (operand) {
			return true;
		}
	}
	return false;
}

/**
 * build_condition() - build a condition; short-circuit evaluation is control flow, too
 * @build: the graph that is built
 * @tokens: the tokens
 * @from: the first token
 * @to: behind the last
 * @yes: where it leads if true
 * @no: where it leads if false
 */
int build_condition(struct build *build, const struct tokens *tokens, int from, int to,
		     int yes, int no)
{
	int at, node;

	while (from < to) {
		const char *text = tokens->at[from].text;

		if (!strcmp(text, "!") && !has_binary(tokens, from + 1, to)) {
			int swap = yes;

			yes = no;
			no = swap;
			from++;
		} else if (!strcmp(text, "(") && token_close(tokens, from) == to - 1) {
			from++;
			to--;
		} else if (word_in("transparent", text) && token_is(tokens, from + 1, "(") &&
			   token_close(tokens, from + 1) == to - 1) {
			from += 2;
			to--;
		} else {
			break;
		}
	}
	if (from >= to)
		return yes;
	if (split_at(tokens, from, to, "?") < 0 && split_at(tokens, from, to, "=") < 0 &&
	    split_at(tokens, from, to, ",") < 0) {
		at = split_at(tokens, from, to, "||");
		if (at > from)
			return build_condition(build, tokens, from, at, yes,
					 build_condition(build, tokens, at + 1, to, yes, no));
		at = split_at(tokens, from, to, "&&");
		if (at > from)
			return build_condition(build, tokens, from, at,
					 build_condition(build, tokens, at + 1, to, yes, no), no);
	}
	node = node_plain(build, tokens->at[from].start, tokens->at[to - 1].end, yes);
	build->flow->nodes[node].kind = CONDITION;
	build->flow->nodes[node].next[1] = no;
	return node;
}

/* Whether what is returned is true or false, and each way to that tells something. */
static bool is_condition(const struct tokens *tokens, int from, int to)
{
	while (token_is(tokens, from, "(") && token_close(tokens, from) == to - 1) {
		from++;
		to--;
	}
	if (split_at(tokens, from, to, "?") >= 0 || split_at(tokens, from, to, "=") >= 0 ||
	    split_at(tokens, from, to, ",") >= 0)
		return false;
	if (split_at(tokens, from, to, "&&") > from || split_at(tokens, from, to, "||") > from ||
	    token_is(tokens, from, "!"))
		return true;
	return from < to && token_is(tokens, from + 1, "(") &&
	       token_close(tokens, from + 1) == to - 1 &&
	       (word_in("same_table", tokens->at[from].text) ||
		word_in("same_entry", tokens->at[from].text));
}

static int decided(struct build *build, int offset, bool truth)
{
	int node = node_new(build, RETURN, offset, offset, build->flow->exit, build->flow->exit);

	build->flow->nodes[node].decided = true;
	build->flow->nodes[node].truth = truth;
	return node;
}

/**
 * build_return() - build a return; return a && b; is a condition, too
 * @build: the graph that is built
 * @tokens: the tokens
 * @start: offset of its first character
 * @end: offset behind its last
 */
int build_return(struct build *build, const struct tokens *tokens, int start, int end)
{
	int to = tokens->count, node;

	while (to > 1 && token_is(tokens, to - 1, ";"))
		to--;
	if (is_condition(tokens, 1, to))
		return build_condition(build, tokens, 1, to, decided(build, end, true),
				       decided(build, end, false));
	node = node_plain(build, start, end, build->flow->exit);
	build->flow->nodes[node].kind = RETURN;
	return node;
}
