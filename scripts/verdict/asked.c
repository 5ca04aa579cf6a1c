// SPDX-License-Identifier: GPL-2.0
/*
 * Uses of the table entry's value, as it was mapped, that are not followed.
 *
 * A comparison that is a condition of its own is a guard, or has failed. One whose
 * outcome is kept, returned or part of a larger expression may be a guard as well:
 * what is written behind it, under the same lock, is a doubt and no fault.
 */
#include <string.h>
#include "faults.h"

/**
 * values_are_mapped() - whether the API outputs the value of the entry that it mapped
 */
bool values_are_mapped(void)
{
	return old_argument("pmdvalp") != NO_ARGUMENT;
}

/**
 * is_flag() - whether a name is that of a variable that may say what was done
 * @function: where it stands
 * @name: the name
 *
 * Only where the table entry's value is followed: that takes telling apart the
 * paths on which a comparison failed.
 */
bool is_flag(const struct function *function, const char *name)
{
	const char *type;

	if (!values_are_mapped() || !is_name(name) || !is_local(function, name))
		return false;
	type = variable_type(function, name);
	return type && (!strcmp(type, "bool") || !strcmp(type, "int"));
}

/**
 * comparison_failed() - a comparison with the value that was mapped says "another table"
 * @walk: where we are
 * @offset: where it stands
 * @state: what is known
 *
 * Until the end of the if that it stands in, what is set may tell that it failed.
 */
void comparison_failed(const struct walk *walk, int offset, struct state *state)
{
	const struct function *function = walk->function;
	int end = 0;

	for (int i = 0; i < function->nstatements; i++) {
		const struct extent *statement = &function->statements[i];

		if (statement->start <= offset && offset < statement->end &&
		    !strncmp(function->text + statement->start, "if", 2) &&
		    (!end || statement->end < end))
			end = statement->end;
	}
	if (end)
		state_set(state, FAILED, function, end);
	state_set(state, OTHER, NULL, other_mark(step_new(function, offset, "", NULL)));
}

static void asked(const struct walk *walk, int offset, struct state *state)
{
	const char *what = "uses the value that was mapped, and it is not followed how";
	struct state old = *state;
	long mark = 0;

	for (int i = 0; i < old.count; i++) {
		if (old.at[i].kind != HELD || state_has(state, ASKED, old.at[i].place) ||
		    is_of_other_table(walk, state, old.at[i].place))
			continue;
		if (!mark)
			mark = mark_new(step_new(walk->function, offset, intern(what), NULL));
		state_set(state, ASKED, old.at[i].place, mark);
	}
}

/* if (same (a, b)): what it says is known on both sides */
static bool is_comparison(const struct function *function, const struct node *node)
{
	for (int i = 0; node->kind == CONDITION && i < function->nfacts; i++) {
		const struct fact *call = &function->facts[i];

		if (call->kind == CALL && call->start == node->start && call->end == node->end &&
		    word_in("same_table", call->name))
			return true;
	}
	return false;
}

/* x = value; no more than that */
static bool is_copy(const struct tokens *tokens, int from, int to)
{
	return from && !strcmp(tokens->at[from - 1].text, "=") &&
	       (to == tokens->count || !strcmp(tokens->at[to].text, ";"));
}

/* v = something: another value takes its place */
static bool is_target(const struct tokens *tokens, int to)
{
	return to < tokens->count && !strcmp(tokens->at[to].text, "=");
}

/* (void)same(a, b); nobody asks what it says */
static bool is_thrown_away(const struct tokens *tokens)
{
	int at = 0, last = tokens->count - 1;

	if (last > 2 && !strcmp(tokens->at[1].text, "void") && token_close(tokens, 0) == 2)
		at = 3;
	return at + 1 < last && word_in("same_table", tokens->at[at].text) &&
	       !strcmp(tokens->at[last].text, ";") && token_close(tokens, at + 1) == last - 1;
}

/* g(&v), where g() is seen: what it does with the value is followed there. */
static bool is_followed(const struct function *function, const struct tokens *tokens, int at)
{
	const struct function *found[1];
	int offset = tokens->at[at].start;

	for (int i = 0; at && i < function->nfacts; i++) {
		const struct fact *call = &function->facts[i];

		if (call->kind == CALL && call->start <= offset && offset < call->end &&
		    !strcmp(tokens->at[at - 1].text, "&") && resolve(function, call->name, found, 1))
			return true;
	}
	return false;
}

static void unheeded(struct walk *walk, int offset, const struct state *state)
{
	const char *what = intern("throws away what the recheck says");

	if (state_has(state, LIVE, NULL))
		fate_fault(walk, UNHEEDED, mark_new(step_new(walk->function, offset, what, NULL)),
			   NULL, offset, what);
}

/**
 * check_values() - look for uses of the value that was mapped
 * @walk: where we are
 * @node: a node of the graph
 * @before: what is known before it
 * @state: what is known after it; a use is added
 */
void check_values(struct walk *walk, const struct node *node, const struct state *before,
		  struct state *state)
{
	struct tokens tokens;
	bool under_mapping;

	if (!state_kind(before, TABLEVAL) || !state_kind(state, HELD) || node->start == node->end)
		return;
	under_mapping = state_has(state, HELD, 0);
	if (is_comparison(walk->function, node) && under_mapping)
		return;
	tokens = tokens_kept(walk->function->text, node->start, node->end);
	if (node->kind == PLAIN && is_thrown_away(&tokens)) {
		if (under_mapping && !state_kind(state, GUARD))
			unheeded(walk, node->start, state);
		return;
	}
	for (int i = 0; i < tokens.count; i++) {
		if (!is_name(tokens.at[i].text))
			continue;
		for (int k = 0; k < before->count; k++) {
			const char *place = before->at[k].place;
			struct ref ref;
			int to;

			if (before->at[k].kind != TABLEVAL ||
			    place_root(place) != tokens.at[i].text)
				continue;
			for (to = longest(&tokens, i); to > i; to--) {
				ref = ref_of_tokens(&tokens, i, to);
				if (ref.path && relate(place, ref) != UNRELATED)
					break;
			}
			if (to > i && relate(place, ref) == SAME && !is_copy(&tokens, i, to) &&
			    !is_target(&tokens, to) &&
			    !is_followed(walk->function, &tokens, i)) {
				asked(walk, tokens.at[i].start, state);
				return;
			}
		}
	}
}

static bool is_tested(const struct function *function, const char *name)
{
	struct tokens tokens = tokens_kept(function->text, function->body,
					   strlen(function->text));

	for (int i = 0; i + 1 < tokens.count; i++) {
		const char *word = tokens.at[i].text;
		int end;

		if (strcmp(tokens.at[i + 1].text, "(") ||
		    (strcmp(word, "if") && strcmp(word, "while") && strcmp(word, "switch") &&
		     strcmp(word, "for")))
			continue;
		end = token_close(&tokens, i + 1);
		for (int k = i + 2; k < end; k++)
			if (tokens.at[k].text == name)
				return true;
	}
	return false;
}

/**
 * check_flag() - a variable is set where a comparison has failed: it may say so later
 * @walk: where we are
 * @assign: the assignment
 * @state: what is known after it; a use of the comparison is added
 */
void check_flag(const struct walk *walk, const struct fact *assign, struct state *state)
{
	struct ref left = ref_read(assign->left);

	if (assign->start >= state_get(state, FAILED, walk->function, 0) || !left.path ||
	    left.address || !is_name(left.path))
		return;
	if (is_tested(walk->function, left.path))
		asked(walk, assign->start, state);
}
