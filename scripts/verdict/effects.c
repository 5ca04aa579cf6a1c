// SPDX-License-Identifier: GPL-2.0
/* What one fact of the source does to what is known. Calls: calls.c. */
#include <string.h>
#include "verdict.h"

/**
 * use_note() - remember a use of the mapping that writes nothing
 * @walk: where we are
 * @offset: where it stands
 * @what: what it is
 */
void use_note(struct walk *walk, int offset, const char *what)
{
	struct use **at, *use;
	int line = function_line(walk->function, offset);

	what = intern(what);
	for (at = &walk->result->uses; *at; at = &(*at)->next)
		if ((*at)->line == line && (*at)->what == what)
			return;
	use = arena_alloc(sizeof(*use));
	*use = (struct use){ walk->function, line, what, NULL };
	*at = use;
}

void unknown_note(struct walk *walk, int offset, const char *what)
{
	if (!walk->result->finding.unknown)
		walk->result->finding.unknown =
			step_new(walk->function, offset, intern(what), NULL);
}

/* Remember a lock under which an unguarded write stands; 0: under none. */
void lock_note(struct finding *finding, long mark)
{
	if (!mark)
		finding->bare = true;
	for (int i = 0; i < finding->nlocks; i++)
		if (finding->locks[i] == mark)
			return;
	if (mark && finding->nlocks < 8)
		finding->locks[finding->nlocks++] = mark;
}

/**
 * write_note() - remember a write through the mapping
 * @walk: where we are
 * @offset: where it stands
 * @what: what writes
 * @state: what is known there: a recheck may hold
 * @next: the rest of the chain, where a callee writes
 */
void write_note(struct walk *walk, int offset, const char *what,
		const struct state *state, const struct step *next)
{
	struct finding *finding = &walk->result->finding;
	const struct step *step = step_new(walk->function, offset, intern(what), next);
	long mark;

	if (!finding->write || finding->write->length > step->length)
		finding->write = step;
	for (int i = 0; i < state->count; i++) {
		if (state->at[i].kind != GUARD)
			continue;
		if (!finding->guarded) {
			finding->guarded = step;
			finding->guard_kind = state->at[i].place;
			finding->guard = mark_step(state->at[i].value);
		}
		return;
	}
	mark = state_has(state, HELD, 0) ? state_get(state, TAKEN, NULL, 0) : 0;
	lock_note(finding, mark);
	if (finding->unguarded)
		return;
	finding->unguarded = step;
	finding->taken = mark_step(mark);
}

/* Where the value of a call is kept until it is assigned. */
const char *result_place(const struct fact *fact)
{
	return intern(arena_printf("@%d", fact->index));
}

/* The call whose value an expression is, where it stands at its very end. */
static const struct fact *call_at_end(const struct function *function, const struct fact *fact,
				      const char *expression)
{
	struct tokens tokens = tokens_read(expression, 0, strlen(expression));
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

static bool is_null(const char *expression)
{
	return !strcmp(expression, "NULL") || !strcmp(expression, "0") ||
	       !strcmp(expression, "false");
}

/* No place is written with more tokens than this. */
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

/* Whether a complex expression may have the place's value: c ? p : q */
bool may_be(const char *expression, const char *place)
{
	static const char * const compared[] = {
		"==", "!=", "<", ">", "<=", ">=", "&&", "||", NULL
	};
	struct tokens tokens = tokens_read(expression, 0, strlen(expression));

	for (int i = 0; i < tokens.count; i++) {
		const char *text = tokens.at[i].text;
		const char *after = i + 1 < tokens.count ? tokens.at[i + 1].text : "";
		const char *before = i ? tokens.at[i - 1].text : "";

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
			if (relate(place, ref) == SAME && strcmp(before, "*") &&
			    !is_among(after, compared) && !is_among(before, compared) &&
			    strcmp(before, "-"))
				return true;
			break;
		}
	}
	return false;
}

static bool tracked_type(const struct walk *walk, const char *path)
{
	const char *type = variable_type(walk->function, path);

	return type && (strstr(type, type_word("lock")) || strstr(type, type_word("entry")));
}

/* left = right, where right is a place: what is known of it goes with it. */
static void copy(struct state *state, const struct state *old, const char *left, struct ref right)
{
	for (int i = 0; i < old->count; i++) {
		const struct entry *entry = &old->at[i];
		const char *place = NULL;

		if (entry->kind > NONENESS && entry->kind != FRESH && entry->kind != TABLEVAL)
			continue;
		if (entry->kind == LIVE || entry->kind == HELD || entry->kind == TAKEN)
			continue;
		if (right.moved && entry->kind != MAPPED)
			continue;
		place = place_in_callee(entry->place, right, left);
		if (place)
			state_set(state, entry->kind, place, entry->value);
	}
}

static void assign(struct walk *walk, const struct fact *fact, const struct state *old,
		   struct state *state, const char *left, const char *right)
{
	const struct fact *call = call_at_end(walk->function, fact, right);
	struct ref value = ref_read(right);

	if (!strstr(fact->left ? fact->left : "", "["))	/* not one element of many */
		state_forget_place(state, left);
	if (call) {
		state_rename(state, result_place(call), left);
		return;
	}
	if (is_null(right)) {
		if (tracked_type(walk, left) || state_has(old, MAPPED, left) ||
		    state_has(old, LOCK, left))
			state_set(state, NULLNESS, left, 0);
		return;
	}
	if (value.path) {
		copy(state, old, left, value);
		if (!value.moved)
			return;
	}
	for (int i = 0; i < old->count; i++)
		if (old->at[i].kind == MAPPED && may_be(right, old->at[i].place) &&
		    !state_has(state, MAPPED, left))
			state_set(state, MAPPED, left, 2);
}

/* Whether a pointer to the place is kept somewhere: then it has another name. */
bool address_assigned(const struct function *function, const char *path)
{
	const char *address = intern(arena_printf("& %s", path));

	for (int i = 0; i < function->nfacts; i++) {
		const struct fact *fact = &function->facts[i];

		if (fact->kind == ASSIGN && (fact->right == address ||
					     (ref_read(fact->right).address &&
					      ref_read(fact->right).path == path)))
			return true;
	}
	return false;
}

/* Whether what holds the place goes by another name, too. */
bool has_other_name(const struct function *function, const char *place)
{
	const char *root = place_root(place);

	if (address_assigned(function, place) || address_assigned(function, root))
		return true;
	for (int i = 0; place != root && i < function->nfacts; i++) {
		const struct fact *fact = &function->facts[i];

		if (fact->kind == ASSIGN && ref_read(fact->right).path == root &&
		    !ref_read(fact->right).address && !ref_read(fact->right).moved)
			return true;
		for (int n = 0; fact->kind == CALL && word_in("contains", fact->name) &&
		     n < fact->nargs; n++)
			if (ref_read(fact->args[n]).path == root)
				return true;
	}
	return false;
}

static bool stores(const struct walk *walk, const struct fact *fact, const struct state *state,
		   struct ref left, bool *table)
{
	(void)walk;
	for (int i = 0; i < state->count; i++) {
		const struct entry *entry = &state->at[i];
		enum relation relation;

		if (entry->kind != MAPPED && entry->kind != TABLE)
			continue;
		relation = relate(entry->place, left);
		*table = entry->kind == TABLE;
		if (relation == ENTRY && (!*table || state_has(state, HELD, 0)))
			return true;
		if (!left.path) {	/* pte_val(*pte) = ... */
			const char *text = fact->kind == STEP ? fact->name : fact->left;
			struct tokens tokens = tokens_read(text, 0, strlen(text));

			for (int t = 0; t < tokens.count; t++)
				for (int to = t + 1; to <= longest(&tokens, t); to++)
					if (relate(entry->place, ref_of_tokens(&tokens, t, to)) ==
					    ENTRY)
						return true;
		}
	}
	return false;
}

/* struct vm_fault vmf = { .pte = pte, } */
static void aggregate(struct walk *walk, const struct fact *fact, struct state *state)
{
	struct tokens tokens = tokens_read(fact->right, 0, strlen(fact->right));
	struct state old = *state;
	int i = 1;

	while (i + 3 < tokens.count && !strcmp(tokens.at[i].text, ".")) {
		const char *left = intern(arena_printf("%s.%s", fact->name,
						       tokens.at[i + 1].text));
		int from = i + 3, to = from;

		while (to < tokens.count - 1 && strcmp(tokens.at[to].text, ","))
			to = strchr("([{", *tokens.at[to].text) ? token_close(&tokens, to) + 1 :
								 to + 1;
		if (strcmp(tokens.at[i + 2].text, "=") || !strcmp(tokens.at[from].text, "{"))
			break;	/* deeper */
		copy(state, &old, left, ref_of_tokens(&tokens, from, to));
		i = to + 1;
	}
	for (; i < tokens.count; i++)
		for (int k = 0; k < old.count; k++)
			if (old.at[k].kind == MAPPED &&
			    place_under(old.at[k].place, tokens.at[i].text))
				unknown_note(walk, fact->start,
					     "an initialiser that is not understood has the mapping");
}

static void declared(struct walk *walk, const struct fact *fact, struct state *state)
{
	state_forget_place(state, fact->name);
	if (!fact->right)
		return;
	if (*fact->right == '{')
		aggregate(walk, fact, state);
}

/* A member of a member: there may be a union in between. */
static bool is_deep(const char *path)
{
	int members = 0;

	for (; *path; path++)
		members += *path == '.' || *path == '>';
	return members > 1;
}

static bool is_param(const struct function *function, const char *name)
{
	for (int i = 0; i < function->nparams; i++)
		if (function->params[i] == name)
			return true;
	return false;
}

static void assigned(struct walk *walk, const struct fact *fact, const struct state *old,
		     struct state *state)
{
	struct ref left = ref_read(fact->left);
	bool table;

	if (stores(walk, fact, old, left, &table)) {
		write_note(walk, fact->start,
			   arena_printf("stores to %s%s", pretty(fact->left),
					table ? " while the table's lock is held" : ""),
			   old, NULL);
		return;
	}
	for (int i = 0; !left.path && i < old->count; i++) {
		struct tokens tokens = tokens_read(fact->left, 0, strlen(fact->left));

		for (int t = 0; old->at[i].kind == MAPPED && t < tokens.count; t++)
			if (place_root(old->at[i].place) == tokens.at[t].text)
				write_note(walk, fact->start,
					   arena_printf("stores to %s", pretty(fact->left)),
					   old, NULL);
	}
	if (!left.path) {
		struct tokens tokens = tokens_read(fact->left, 0, strlen(fact->left));

		for (int i = 0; i < tokens.count; i++)
			if (is_name(tokens.at[i].text))
				state_forget_value(state, tokens.at[i].text);
	}
	if (!left.path || left.address)
		return;
	if (strcmp(fact->op, "=")) {
		for (int i = state->count - 1; i >= 0; i--)
			if (state->at[i].kind != MAPPED &&
			    (state->at[i].kind == NONENESS || state->at[i].kind == FRESH ||
			     state->at[i].kind == TABLE || state->at[i].kind == NULLNESS) &&
			    !strcmp(state->at[i].place, left.path))
				state_drop(state, state->at[i].kind, state->at[i].place);
		return;
	}
	for (int i = 0; i < old->count; i++) {
		const char *root = place_root(left.path);
		const char *type = variable_type(walk->function, root);

		if (old->at[i].kind != MAPPED || *root == '@' ||
		    relate(old->at[i].place, ref_read(fact->right)) != SAME)
			continue;
		if (type && root != left.path && (strstr(type, "union") || is_deep(left.path))) {
			unknown_note(walk, fact->start,
				     arena_printf("the mapping is stored in %s, of which another member may be a part",
						  left.path));
			return;
		}
		if (!type) {
			unknown_note(walk, fact->start,
				     arena_printf("the mapping is stored in %s, which is not local",
						  left.path));
			return;
		}
	}
	for (int i = 0; i < old->count; i++)
		if (old->at[i].kind == MAPPED && old->at[i].place != left.path &&
		    place_under(old->at[i].place, left.path) && is_param(walk->function, left.path))
			unknown_note(walk, fact->start,
				     arena_printf("%s, which leads to the mapping, is set anew", left.path));
	assign(walk, fact, old, state, left.path, fact->right);
	/* A part of a value that is written is a value that is written. */
	if (strcmp(left.path, place_root(left.path)) && strchr(left.path, '.')) {
		state_drop(state, NONENESS, place_root(left.path));
		state_drop(state, FRESH, place_root(left.path));
	}
	for (int i = 0; i < state->count; i++)
		if (state->at[i].kind == MAPPED && state->at[i].place == left.path &&
		    *left.path != '@' && (has_other_name(walk->function, left.path) ||
					  !variable_type(walk->function, place_root(left.path))))
			unknown_note(walk, fact->start,
				     arena_printf("%s, or what holds it, goes by another name, too",
						  left.path));
}

/**
 * effects() - what a fact does to a state
 * @walk: where we are
 * @fact: the fact
 * @state: what is known before it
 * @out: receives what is known after it: a call may end in several ways
 * @most: room in @out
 *
 * Return: how many states there are in @out; 0 where the path ends.
 */
int effects(struct walk *walk, const struct fact *fact, const struct state *state,
	    struct state *out, int most)
{
	bool table;

	if (fact->kind == CALL)
		return call_effects(walk, fact, state, out, most);
	out[0] = *state;
	if (fact->kind == DECLARE) {
		declared(walk, fact, &out[0]);
	} else if (fact->kind == ASSIGN) {
		assigned(walk, fact, state, &out[0]);
	} else if (stores(walk, fact, state, ref_read(fact->name), &table)) {
		write_note(walk, fact->start, arena_printf("steps %s", pretty(fact->name)), state, NULL);
	} else if (ref_read(fact->name).path) {
		state_forget_value(&out[0], ref_read(fact->name).path);
	}
	return 1;
}
