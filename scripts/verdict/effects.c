// SPDX-License-Identifier: GPL-2.0
/* What one fact of the source does to what is known. Calls: calls.c. */
#include <string.h>
#include "faults.h"

static bool is_null(const char *expression)
{
	return !strcmp(expression, "NULL") || !strcmp(expression, "0") ||
	       !strcmp(expression, "false");
}

static bool tracked_type(const struct walk *walk, const char *path)
{
	const char *type = variable_type(walk->function, path);

	return type && (strstr(type, type_word("lock")) || strstr(type, type_word("entry")));
}

/* left = right, where right is a place: what is known of it goes with it. */
static void copy(struct state *state, const struct state *old, const char *left, struct ref right,
		 int moved)
{
	for (int i = 0; i < old->count; i++) {
		const struct entry *entry = &old->at[i];
		const char *place = NULL;

		if (entry->kind > LIVEVAL)
			continue;
		if (entry->kind == LIVE || entry->kind == HELD || entry->kind == TAKEN)
			continue;
		if ((right.moved && entry->kind != MAPPED) || !moved)
			continue;
		place = place_in_callee(entry->place, right, left);
		if (place)
			state_set(state, entry->kind, place, moved == SURE ? entry->value : moved);
	}
}

/* left = c ? right : other; left += right: the mapping may be a part of it. */
static void take_part(const struct state *old, struct state *state, const char *left,
		      const char *right)
{
	for (int i = 0; i < old->count; i++) {
		int part;

		if (old->at[i].kind != MAPPED || state_has(state, MAPPED, left))
			continue;
		part = may_be(right, old->at[i].place, old, false);
		if (part && old->at[i].value == DERIVED)
			part = DERIVED;
		if (part)
			state_set(state, MAPPED, left, part);
	}
}

/* A pointer to an entry from a name that may be a macro may be the mapping. */
static void from_macro(const struct walk *walk, const struct fact *fact, const struct state *old,
		       struct state *state, const char *left)
{
	const char *name = undeclared(walk->function, fact->right);
	const char *type = variable_type(walk->function, left);

	if (name && may_be_macro(walk->function, name) && state_has(old, LIVE, NULL) && type &&
	    strstr(type, type_word("entry")) && strchr(type, '*'))
		state_set(state, MAPPED, left, DERIVED);
}

static void assign(struct walk *walk, const struct fact *fact, const struct state *old,
		   struct state *state, const char *left, const char *right)
{
	const struct fact *call = call_at_end(walk->function, fact, right);
	struct ref value = ref_read(right);

	if (!strstr(fact->left ? fact->left : "", "["))	/* not one element of many */
		state_forget_place(state, left);
	given_forget(walk, place_root(left), state);
	if (call) {
		state_rename(state, result_place(call), left);
		return;
	}
	if (is_null(right)) {
		if (tracked_type(walk, left) || state_has(old, MAPPED, left) ||
		    state_has(old, LOCK, left) || is_flag(walk->function, left))
			state_set(state, NULLNESS, left, 0);
		return;
	}
	if ((!strcmp(right, "true") || !strcmp(right, "1")) && is_flag(walk->function, left))
		state_set(state, NULLNESS, left, 1);
	if (value.path) {
		value_copied(value, left, old, state);
		copy(state, old, left, value,
		     value.moved ? moved_as(walk->function, right, old) : SURE);
		if (!value.moved && !strchr(right, '[')) {
			from_macro(walk, fact, old, state, left);
			return;
		}
	}
	take_part(old, state, left, right);
}

/* Each place that a store makes hold the mapping, and that it is a use of it. */
static void note_kept(struct walk *walk, const struct fact *fact, const struct state *old,
		      const struct state *state, const char *left, const char *right)
{
	bool kept = false;

	for (int i = 0; i < state->count; i++)
		if (state->at[i].kind == MAPPED && place_under(state->at[i].place, left))
			put_note(walk, fact->start, state->at[i].place);
	for (int i = 0; i < old->count; i++)
		kept |= old->at[i].kind == MAPPED && *(const char *)old->at[i].place != '@' &&
			relate(old->at[i].place, ref_read(right)) == SAME;
	if (kept && *left != '@')
		use_note(walk, fact->start, arena_printf("%s is kept in %s", pretty(right),
							 place_spoken(walk->function, left)));
}

/* struct vm_fault vmf = { .pte = pte, } */
static void aggregate(struct walk *walk, const struct fact *fact, struct state *state)
{
	struct tokens tokens = tokens_kept(fact->right, 0, strlen(fact->right));
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
		copy(state, &old, left, ref_of_tokens(&tokens, from, to), SURE);
		note_kept(walk, fact, &old, state, left,
			  intern_range(fact->right + tokens.at[from].start,
				       tokens.at[to - 1].end - tokens.at[from].start));
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
	enum target target = store_target(walk, fact->left, old);

	if (target == TO_ENTRY || target == TO_TABLE) {
		write_note(walk, fact->start,
			   arena_printf("stores to %s%s", pretty(fact->left),
					target == TO_TABLE ? " while the table's lock is held" : ""),
			   old, NULL);
		return;
	}
	if (target == UNSURE)
		unknown_note(walk, fact->start,
			     arena_printf("stores to %s, which may be the mapping's",
					  pretty(fact->left)));
	if (!left.path) {
		struct tokens tokens = tokens_kept(fact->left, 0, strlen(fact->left));

		for (int i = 0; i < tokens.count; i++)
			if (is_name(tokens.at[i].text))
				state_forget_value(state, tokens.at[i].text);
	}
	if (!left.path || left.address)
		return;
	if (strcmp(fact->op, "=")) {
		state_forget_given(state, left.path);
		for (int i = state->count - 1; i >= 0; i--)
			if (state->at[i].kind != MAPPED &&
			    (state->at[i].kind == NONENESS || state->at[i].kind == FRESH ||
			     state->at[i].kind == TABLE || state->at[i].kind == NULLNESS) &&
			    !strcmp(state->at[i].place, left.path))
				state_drop(state, state->at[i].kind, state->at[i].place);
		take_part(old, state, left.path, fact->right);
		for (int i = 0; i < old->count; i++)	/* += off, where off leads to it */
			if (old->at[i].kind == MAPPED && old->at[i].place != left.path &&
			    relate(old->at[i].place, ref_read(fact->right)) == SAME)
				state_set(state, MAPPED, left.path, DERIVED);
		for (int i = 0; i < state->count; i++)
			if (state->at[i].kind == MAPPED && state->at[i].place == left.path &&
			    !state_has(old, MAPPED, left.path))
				state->at[i].value = DERIVED;
		return;
	}
	for (int i = 0; i < old->count; i++) {
		const char *root = place_root(left.path);
		const char *type = variable_type(walk->function, root);
		const char *spoken = pretty(fact->left);

		if (old->at[i].kind != MAPPED || *root == '@' ||
		    relate(old->at[i].place, ref_read(fact->right)) != SAME)
			continue;
		if (type && root != left.path && (strstr(type, "union") || is_deep(left.path))) {
			unknown_note(walk, fact->start,
				     arena_printf("the mapping is stored in %s, of which another member may be a part",
						  spoken));
			return;
		}
		if (!is_local(walk->function, root)) {
			unknown_note(walk, fact->start,
				     arena_printf("the mapping is stored in %s, which is not local",
						  spoken));
			return;
		}
	}
	for (int i = 0; i < old->count; i++)
		if (old->at[i].kind == MAPPED && old->at[i].place != left.path &&
		    place_under(old->at[i].place, left.path) && is_param(walk->function, left.path))
			unknown_note(walk, fact->start,
				     arena_printf("%s, which leads to the mapping, is set anew",
						  pretty(fact->left)));
	assign(walk, fact, old, state, left.path, fact->right);
	check_flag(walk, fact, state);
	note_kept(walk, fact, old, state, left.path, fact->right);
	/* A part of a value that is written is a value that is written. */
	if (strcmp(left.path, place_root(left.path)) && strchr(left.path, '.')) {
		state_drop(state, NONENESS, place_root(left.path));
		state_drop(state, FRESH, place_root(left.path));
	}
	for (int i = 0; i < state->count; i++)
		if (state->at[i].kind == MAPPED && state->at[i].place == left.path &&
		    *left.path != '@') {
			const char *spoken = pretty(fact->left);

			if (!is_local(walk->function, place_root(left.path)))
				unknown_note(walk, fact->start,
					     arena_printf("the mapping is stored in %s, which is not local",
							  spoken));
			else if (has_other_name(walk->function, left.path))
				unknown_note(walk, fact->start,
					     arena_printf("%s, or what holds it, goes by another name, too",
							  spoken));
		}
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
	enum target target;

	if (fact->kind == CALL)
		return call_effects(walk, fact, state, out, most);
	out[0] = *state;
	if (fact->kind == DECLARE) {
		declared(walk, fact, &out[0]);
	} else if (fact->kind == ASSIGN) {
		assigned(walk, fact, state, &out[0]);
		return 1;
	}
	if (fact->kind != STEP)
		return 1;
	target = store_target(walk, fact->name, state);
	if (target == TO_ENTRY || target == TO_TABLE) {
		write_note(walk, fact->start, arena_printf("steps %s", pretty(fact->name)), state, NULL);
	} else if (target == UNSURE) {
		unknown_note(walk, fact->start,
			     arena_printf("steps %s, which may be the mapping's", pretty(fact->name)));
	} else if (ref_read(fact->name).path) {
		for (int i = 0; i < state->count; i++)
			if (state->at[i].kind == MAPPED &&
			    relate(state->at[i].place, ref_read(fact->name)) == SAME)
				use_note(walk, fact->start,
					 arena_printf("%s is moved", pretty(fact->name)));
		state_forget_value(&out[0], ref_read(fact->name).path);
	}
	return 1;
}
