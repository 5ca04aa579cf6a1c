// SPDX-License-Identifier: GPL-2.0
/* What a condition tells where it is true, and where it is false. */
#include <string.h>
#include "faults.h"

struct leaf {
	const struct tokens *tokens;
	int from, to;
};

static const char *leaf_text(const struct leaf *leaf, int at)
{
	return leaf->from + at < leaf->to ? leaf->tokens->at[leaf->from + at].text : "";
}

static struct ref part(const struct leaf *leaf, int from, int to)
{
	return ref_of_tokens(leaf->tokens, from, to);
}

static const char *path_of(struct ref ref)
{
	return ref.path && !ref.address ? ref.path : NULL;
}

/* Return: false where the place is known to be the other way. */
static bool assume(struct state *state, const char *path, bool nonzero)
{
	long mapped = state_get(state, MAPPED, path, -1);
	long known = state_get(state, NULLNESS, path, -1);

	if (known >= 0)
		return known == nonzero;
	if (mapped == 1 || state_has(state, LOCK, path))
		return nonzero;
	return true;
}

static bool assume_none(const struct walk *walk, struct state *state, const char *path, bool none)
{
	long known = state_get(state, NONENESS, path, -1);

	if (has_other_name(walk->function, path))	/* it may be written by another name */
		return true;

	if (known >= 0 && known != none)
		return false;
	state_set(state, NONENESS, path, none);
	return true;
}

/* The place that is read: x, ptep_get(x) where x is the mapping gives "". */
static const char *compared(const struct walk *walk, const struct state *state, const char *text)
{
	struct ref ref = ref_read(text);
	struct tokens tokens = tokens_kept(text, 0, strlen(text));

	(void)walk;
	if (tokens.count > 3 && only_reads(tokens.at[0].text) &&
	    !strcmp(tokens.at[1].text, "("))
		ref = ref_of_tokens(&tokens, 2, tokens.count - 1);
	else if (ref.path && !ref.address && state_has(state, FRESH, ref.path))
		return "";
	else if (ref.path)
		for (int i = 0; i < state->count; i++)
			if (state->at[i].kind == MAPPED &&
			    relate(state->at[i].place, ref) == ENTRY)
				return "";
	if (ref.path)
		for (int i = 0; i < state->count; i++)
			if (state->at[i].kind == MAPPED &&
			    relate(state->at[i].place, ref) == SAME)
				return "";
	return path_of(ref_read(text));
}

static void guard(struct walk *walk, const struct fact *call, struct state *state,
		  const char *kind, const char *what)
{
	const struct step *step = step_new(walk->function, call->start, intern(what), NULL);

	state_drop_kind(state, GUARD);
	state_drop_kind(state, ALMOST);
	state_set(state, GUARD, intern(kind), mark_new(step));
}

/* A guard that is there already stays one. */
static void no_guard(struct walk *walk, const struct fact *call, struct state *state,
		     const char *what)
{
	const struct step *step = step_new(walk->function, call->start, intern(what), NULL);

	if (!state_kind(state, GUARD))
		state_set(state, ALMOST, NULL, mark_new(step));
}

/* pte_same(ptep_get(pte), old): a detached table holds none entries only. */
static void same_entry(struct walk *walk, const struct fact *call, struct state *state, bool side)
{
	const char *one, *other, *old;
	long none;

	if (call->nargs < 2)
		return;
	one = compared(walk, state, call->args[0]);
	other = compared(walk, state, call->args[1]);
	if (!one || !other || !*one == !*other)
		return;
	if (!side) {
		if (values_are_mapped() && state_has(state, HELD, 0))
			state_set(state, OTHER, NULL,
				  other_mark(step_new(walk->function, call->start, "", NULL)));
		return;
	}
	old = *one ? one : other;
	none = state_get(state, NONENESS, old, -1);
	if (!state_has(state, HELD, 0))
		no_guard(walk, call, state, arena_printf("%s() stands where the lock is not held",
						  call->name));
	else if (none == 1)
		no_guard(walk, call, state,
			 arena_printf("%s is known to be none there, so %s() proves nothing",
				      place_spoken(walk->function, old), call->name));
	else if (none < 0)
		no_guard(walk, call, state, arena_printf("%s may be none there, so %s() proves nothing",
							 place_spoken(walk->function, old), call->name));
	else
		guard(walk, call, state, call->name,
		      arena_printf("compares with %s, which is not none on any path to here",
				   place_spoken(walk->function, old)));
}

static void same_table(struct walk *walk, const struct fact *call, struct state *state, bool side)
{
	bool mapped = false;
	const char *fault = NULL;

	for (int i = 0; i < call->nargs; i++) {
		struct ref ref = ref_read(call->args[i]);

		if (path_of(ref) && state_has(state, TABLEVAL, ref.path))
			mapped = true;
		else if (!fault)
			fault = value_fault(walk, state, call->args[i]);
	}
	if (!side) {
		if (mapped)
			comparison_failed(walk, call->start, state);
		return;
	}
	if (!state_has(state, HELD, 0))
		no_guard(walk, call, state, arena_printf("%s() stands where the lock is not held",
						  call->name));
	else if (!mapped)
		no_guard(walk, call, state, arena_printf("%s() does not compare with the value that was mapped",
						  call->name));
	else if (fault)
		no_guard(walk, call, state, arena_printf("what %s() compares %s", call->name, fault));
	else
		guard(walk, call, state, call->name, "compares with the value that was mapped");
}

static bool refine_call(struct walk *walk, const struct fact *call, struct state *state, bool side)
{
	long truth = state_get(state, NULLNESS, result_place(call), -1);
	const char *path = call->nargs ? path_of(ref_read(call->args[0])) : NULL;

	if (truth >= 0 && truth != side)
		return false;
	if (word_in("none", call->name) && path)
		return assume_none(walk, state, path, side);
	if (word_in("not_none", call->name) && path && side)
		return assume_none(walk, state, path, false);
	if (word_in("same_entry", call->name))
		same_entry(walk, call, state, side);
	if (word_in("same_table", call->name))
		same_table(walk, call, state, side);
	return true;
}

/* Two lock pointers turn out to be equal: the locks are one. */
static void merge_locks(struct walk *walk, const struct node *node, struct state *state,
			long one, long other)
{
	long keep = !one ? one : other, gone = !one ? other : one;
	long held = state_get(state, HELD, (void *)gone, -1);

	if (held >= 0) {
		if (!keep && held > 0) {
			struct fact here = { .start = node->start };

			guard(walk, &here, state, "held",
			      "the lock is one that was held before the mapping was made");
		}
		if (!keep && !state_kind(state, TAKEN)) {
			const char *what = "turns out to be a lock that is held";

			state_set(state, TAKEN, NULL,
				  mark_new(step_new(walk->function, node->start, intern(what), NULL)));
		}
		state_set(state, HELD, (void *)keep,
			  held | state_get(state, HELD, (void *)keep, 0));
		state_drop(state, HELD, (void *)gone);
	}
	for (int i = 0; i < state->count; i++)
		if (state->at[i].kind == LOCK && state->at[i].value == gone)
			state->at[i].value = keep;
}

static int find_operator(const struct leaf *leaf, const char *op);

/* The place that is tested: x, (x), (x = f()) */
static const char *tested(const struct leaf *leaf, int from, int to)
{
	struct leaf inner;
	int op;

	while (from < to && !strcmp(leaf->tokens->at[from].text, "(") &&
	       token_close(leaf->tokens, from) == to - 1) {
		from++;
		to--;
	}
	inner = (struct leaf){ leaf->tokens, from, to };
	op = find_operator(&inner, "=");
	return path_of(part(leaf, from, op > 0 ? op : to));
}

static bool refine_equal(struct walk *walk, const struct node *node, struct state *state,
			 const struct leaf *leaf, int op, bool equal)
{
	const char *left = tested(leaf, leaf->from, op);
	const char *right = tested(leaf, op + 1, leaf->to);
	long one, other;

	if (!left || !right)
		return true;
	if (!strcmp(right, "NULL") || !strcmp(right, "false"))
		return assume(state, left, !equal);
	if (!strcmp(left, "NULL"))
		return assume(state, right, !equal);
	one = state_get(state, LOCK, left, -1);
	other = state_get(state, LOCK, right, -1);
	if (one < 0 || other < 0) {
		if (!equal)
			return true;
		return (one < 0 || state_get(state, NULLNESS, right, 1)) &&
		       (other < 0 || state_get(state, NULLNESS, left, 1));
	}
	if (one == other)
		return equal;
	if (equal && (!one || !other) && state_has(state, DIFFERENT, (void *)(one + other)))
		return false;
	if (equal)
		merge_locks(walk, node, state, one, other);
	else if (!one || !other)
		locks_differ(walk, state, one + other);
	return true;
}

static int find_operator(const struct leaf *leaf, const char *op)
{
	for (int i = leaf->from; i < leaf->to; i++) {
		const char *text = leaf->tokens->at[i].text;

		if (strchr("([{", *text) && !text[1])
			i = token_close(leaf->tokens, i);
		else if (!strcmp(text, op))
			return i;
	}
	return -1;
}

/**
 * refine() - what is known on one side of a condition
 * @walk: where we are
 * @node: the condition
 * @state: what is known; what the side tells is added
 * @side: where it is true, or where it is false
 *
 * Return: false where that side can't be reached.
 */
bool refine(struct walk *walk, const struct node *node, struct state *state, bool side)
{
	const struct function *function = walk->function;
	struct tokens tokens = tokens_kept(function->text, node->start, node->end);
	struct leaf leaf = { &tokens, 0, tokens.count };
	const char *path;
	int op;

	if (tokens.count == 1 && (!strcmp(leaf_text(&leaf, 0), "1") ||
				  !strcmp(leaf_text(&leaf, 0), "true")))
		return side;
	if (tokens.count == 1 && (!strcmp(leaf_text(&leaf, 0), "0") ||
				  !strcmp(leaf_text(&leaf, 0), "false")))
		return !side;
	for (int i = 0; i < function->nfacts; i++) {
		const struct fact *call = &function->facts[i];

		if (call->kind == CALL && call->start == node->start && call->end == node->end)
			return refine_call(walk, call, state, side);
	}
	op = find_operator(&leaf, "==");
	if (op > 0)
		return refine_equal(walk, node, state, &leaf, op, side);
	op = find_operator(&leaf, "!=");
	if (op > 0)
		return refine_equal(walk, node, state, &leaf, op, !side);
	op = find_operator(&leaf, "=");
	if (op > 0)
		leaf.to = op;
	path = path_of(part(&leaf, leaf.from, leaf.to));
	return path ? assume(state, path, side) : true;
}
