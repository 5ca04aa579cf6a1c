// SPDX-License-Identifier: GPL-2.0
/* What a call does: by the campaign's words, or by its definition. */
#include <string.h>
#include "faults.h"

/* The old API's call: NULL, or a mapping and its lock. */
static int generate(struct walk *walk, const struct fact *call, const struct state *state, struct state *out)
{
	struct ref table = argument_ref(call, api_argument(call->name, "pmd"));
	const char *lock = pointee(argument_ref(call, api_argument(call->name, "ptlp")));
	const char *value = pointee(argument_ref(call, api_argument(call->name, "pmdvalp")));
	struct state *mapped = &out[1];

	*mapped = *state;
	mapping_begins(walk, mapped);
	out[0] = *mapped;
	state_set(&out[0], NULLNESS, result_place(call), 0);
	for (int kind = MAPPED; kind <= TABLE; kind++)
		state_drop_kind(mapped, kind);
	state_drop_kind(mapped, TAKEN);
	state_drop_kind(mapped, GUARD);
	state_drop_kind(mapped, ALMOST);
	state_drop_kind(mapped, FAILED);
	state_drop_kind(mapped, ASKED);
	state_drop_kind(mapped, FRESH);
	state_drop_kind(mapped, TABLEVAL);
	state_drop(mapped, HELD, 0);
	for (int i = mapped->count - 1; i >= 0; i--) {
		if (mapped->at[i].kind == HELD)
			mapped->at[i].value = 1;
		else if (mapped->at[i].kind == LOCK && !mapped->at[i].value)
			state_drop(mapped, LOCK, mapped->at[i].place);
	}
	state_set(mapped, MAPPED, result_place(call), 1);
	state_set(mapped, LIVE, NULL, 1);
	if (table.path && !table.address)
		state_set(mapped, TABLE, table.path, 1);
	for (int i = 0; table.path && i < walk->function->nfacts; i++) {
		const struct fact *fact = &walk->function->facts[i];
		struct ref one, other;

		if (fact->kind != ASSIGN || strcmp(fact->op, "="))
			continue;
		one = ref_read(fact->left);
		other = ref_read(fact->right);
		if (!one.path || !other.path || one.address || other.address)
			continue;
		if (other.path == table.path)	/* another name for the table's entry */
			state_set(mapped, TABLE, one.path, 1);
		else if (one.path == table.path)
			state_set(mapped, TABLE, other.path, 1);
	}
	if (lock) {
		state_forget_place(mapped, lock);
		state_set(mapped, LOCK, lock, 0);
	}
	if (value) {
		walk->result->valued = true;
		state_forget_place(mapped, value);
		state_set(mapped, TABLEVAL, value, 1);
	}
	if (state_has(state, LIVE, NULL))
		unknown_note(walk, call->start, "maps again while the last mapping is there");
	return 2;
}

/* A lock that is found through the table's entry: no mapping keeps the table. */
static int generate_lock(const struct fact *call, const struct state *state, struct state *out)
{
	struct ref table = argument_ref(call, word_argument("lock_of", call->name));

	*out = *state;
	state_drop_kind(out, TABLE);
	state_drop_kind(out, TAKEN);
	state_drop_kind(out, GUARD);
	for (int i = out->count - 1; i >= 0; i--)
		if (out->at[i].kind == LOCK && !out->at[i].value)
			state_drop(out, LOCK, out->at[i].place);
	if (table.path && !table.address)
		state_set(out, TABLE, table.path, 1);
	state_set(out, LOCK, result_place(call), 0);
	return 1;
}

static void note_reads(struct walk *walk, const struct fact *call, const struct state *state)
{
	struct involved involved = call_involves(call, state);

	if (involved.mapping || involved.entry)
		use_note(walk, call->start, arena_printf("%s() only reads", call->name));
}

/* Whether an argument is a part of what holds the mapping: &p->node. */
static bool publishes(const struct fact *call, const struct state *state)
{
	for (int n = 0; n < call->nargs; n++) {
		struct ref ref = argument_ref(call, n);

		for (int i = 0; ref.path && i < state->count; i++) {
			const char *place = state->at[i].place;

			if (state->at[i].kind == MAPPED && strcmp(place, place_root(place)) &&
			    place_root(place) == place_root(ref.path))
				return true;
		}
	}
	return false;
}

/* Whether a macro of that name uses the mapping without being given it. */
static bool captures(const struct walk *walk, const struct fact *call, const struct state *state)
{
	const struct function *found[DEFINITIONS];
	int count;

	if (!state_has(state, LIVE, NULL))
		return false;
	count = resolve(walk->function, call->name, found, DEFINITIONS);
	for (int i = 0; i < count; i++) {
		struct tokens tokens;

		if (!found[i]->is_macro || found[i]->alias)
			continue;
		tokens = tokens_kept(found[i]->text, 0, strlen(found[i]->text));
		for (int t = 0; t < tokens.count; t++)
			for (int k = 0; k < state->count; k++)
				if (state->at[k].kind == MAPPED &&
				    place_root(state->at[k].place) == tokens.at[t].text)
					return true;
	}
	return false;
}

/* foo(CUR), where foo() is given a pointer to an entry and CUR may be a macro */
static const char *given_macro(const struct walk *walk, const struct fact *call,
			       const struct state *state)
{
	const struct function *found[DEFINITIONS];
	int count;

	if (!state_has(state, LIVE, NULL))
		return NULL;
	count = resolve(walk->function, call->name, found, DEFINITIONS);
	for (int n = 0; n < call->nargs; n++) {
		const char *name = undeclared(walk->function, call->args[n]);

		if (name && !count && !only_reads(call->name))	/* what is given one is near them */
			need_definition(call->name, true);
		for (int i = 0; name && i < count; i++)
			if (!found[i]->is_macro && n < found[i]->nparams &&
			    strstr(found[i]->types[n], type_word("entry")) &&
			    strchr(found[i]->types[n], '*'))
				return name;
	}
	return NULL;
}

static int ordinary(struct walk *walk, const struct fact *call, const struct state *state,
		    struct state *out, int most)
{
	struct involved involved;
	int count = by_locking_words(walk, call, state, out);

	if (count)
		return count;
	involved = call_involves(call, state);
	if (by_writing_words(walk, call, state)) {
		out[0] = *state;
		return 1;
	}
	count = by_giving_words(call, state, out);
	if (count)
		return count;
	out[0] = *state;
	if (only_reads(call->name) || word_in("same_entry", call->name) ||
	    word_in("none", call->name) || word_in("not_none", call->name)) {
		note_reads(walk, call, state);
		if (involved.mapping && state_has(state, HELD, 0))
			state_set(&out[0], FRESH, result_place(call), 1);
		value_read(call, &out[0]);
		if (word_in("values", call->name) && is_mapping(state, argument_ref(call, 0)))
			state_set(&out[0], MAPPED, result_place(call), 2);
		if (word_argument("lock_of", call->name) != NO_ARGUMENT) {
			struct ref ref = argument_ref(call, word_argument("lock_of", call->name));

			for (int i = 0; i < state->count; i++)
				if (state->at[i].kind == TABLE &&
				    relate(state->at[i].place, ref) == SAME)
					state_set(&out[0], LOCK, result_place(call), 0);
		}
		return 1;
	}
	if (!involved.mapping && !involved.lock && !involved.table && !involved.entry &&
	    !word_in("publishes", call->name)) {
		const char *macro = given_macro(walk, call, state);

		if (macro)
			unknown_note(walk, call->start,
				     arena_printf("passes %s to %s(), which may be the mapping",
						  macro, call->name));
		if (captures(walk, call, state))
			unknown_note(walk, call->start,
				     arena_printf("%s() is a macro that uses what holds the mapping",
						  call->name));
		released_locks_given(walk, call, &out[0]);
		forget_arguments(call, &out[0]);
		return 1;
	}
	if (!is_name(call->name) || strpbrk(call->name, " ") ||
	    variable_type(walk->function, call->name)) {
		follow_nothing(walk, call, ", a function pointer", state, &out[0]);
		return 1;
	}
	if (word_in("publishes", call->name) && (involved.mapping || publishes(call, state))) {
		unknown_note(walk, call->start,
			     arena_printf("%s() makes what holds the mapping reachable from elsewhere",
					  call->name));
		return 1;
	}
	if (word_in("publishes", call->name))
		return 1;
	return follow_definitions(walk, call, state, out, most);
}

static int effects_of_call(struct walk *walk, const struct fact *call, const struct state *state,
			   struct state *out, int most)
{
	struct origin *origin = walk->origin;
	int count = 0;

	call = with_values(walk, call, state);
	if (!origin || (origin->call >= 0 && origin->call != call->start))
		return ordinary(walk, call, state, out, most);
	if (!origin->callee) {
		origin->done = true;
		if (word_argument("lock_of", call->name) != NO_ARGUMENT)
			return generate_lock(call, state, out);
		return generate(walk, call, state, out);
	}
	if (origin->callee != call->name)
		return ordinary(walk, call, state, out, most);
	origin->done = true;
	walk->result->valued |= origin->yields->valued;
	if (state_has(state, LIVE, NULL))
		count = ordinary(walk, call, state, out, most);
	for (int i = 0; i < origin->yields->count && count < most; i++) {
		struct state after = state_after_call(walk, call, origin->yielder, state, &origin->yields->exits[i]);

		count = states_add(walk, out, count, most, &after);
	}
	return count;
}

/**
 * call_effects() - what a call does to a state
 * @walk: where we are
 * @call: the call
 * @state: what is known before it
 * @out: receives what is known after each way that it may end
 * @most: room in @out
 *
 * Return: how many states there are in @out.
 */
int call_effects(struct walk *walk, const struct fact *call, const struct state *state,
		 struct state *out, int most)
{
	int count = effects_of_call(walk, call, state, out, most - 1);

	for (int i = 0; i < count; i++)
		given_back(walk, call, &out[i]);

	/* What stands behind ?:, && or in ({ }) may not be called at all. */
	return walk->maybe ? states_add(walk, out, count, most, state) : count;
}
