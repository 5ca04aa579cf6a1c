// SPDX-License-Identifier: GPL-2.0
/* What a call does: by the campaign's words, or by its definition. */
#include <stdlib.h>
#include <string.h>
#include "verdict.h"

enum { DEFINITIONS = 512, ALIASES = 16 };

struct involved {		/* how the arguments of a call touch what is tracked */
	bool mapping;		/* the mapping, or what holds it */
	bool entry;		/* an entry by value: a macro may still write it */
	bool lock, table;
	const char *place;	/* the first place of the mapping, for people */
};

static struct involved involve(const struct fact *call, const struct state *state)
{
	bool live = state_has(state, LIVE, NULL), held = state_has(state, HELD, 0);
	struct involved involved = { false, false, false, false, NULL };

	for (int n = 0; n < call->nargs; n++) {
		struct ref ref = ref_read(call->args[n]);

		for (int i = 0; i < state->count; i++) {
			const struct entry *entry = &state->at[i];
			enum relation relation;

			if (entry->kind != MAPPED && entry->kind != TABLE && entry->kind != LOCK)
				continue;
			relation = relate(entry->place, ref);
			if (relation == UNRELATED)
				continue;
			if (entry->kind == MAPPED && live) {
				involved.entry |= relation == ENTRY;
				involved.mapping |= relation != ENTRY;
				if (!involved.place && relation != ENTRY)
					involved.place = entry->place;
			} else if (entry->kind == TABLE && held) {
				involved.table |= relation == SAME || relation == CONTAINER;
			} else if (entry->kind == LOCK &&
				   (!entry->value || state_has(state, HELD, (void *)entry->value))) {
				involved.lock |= relation == SAME || relation == ADDRESS ||
						 (relation == CONTAINER && (live || held));
			}
		}
	}
	return involved;
}

static struct ref argument_ref(const struct fact *call, int n)
{
	struct ref none = { NULL, false, false };

	return n >= 0 && n < call->nargs ? ref_read(call->args[n]) : none;
}

/* An argument that is a call itself: its value has a place of its own. */
static const char *value_of(const struct function *function, const struct fact *call,
			    const char *argument)
{
	if (argument[strlen(argument) - 1] != ')' || !is_name(argument))
		return argument;
	for (int i = 0; i < function->nfacts; i++) {
		const struct fact *inner = &function->facts[i];
		const char *text;

		if (inner->kind != CALL || inner == call || inner->start < call->start ||
		    inner->end > call->end || strncmp(argument, inner->name, strlen(inner->name)))
			continue;
		text = arena_printf("%s (", inner->name);
		for (int n = 0; n < inner->nargs; n++)
			text = arena_printf("%s%s %s", text, n ? " ," : "", inner->args[n]);
		if (!strcmp(argument, intern(arena_printf("%s )", text))))
			return result_place(inner);
	}
	return argument;
}

/* i + pte is read as i, moved: the other operand may be the one that counts. */
static bool is_plain(const char *place, struct ref ref)
{
	return ref.path && (!ref.moved || relate(place, ref) != UNRELATED);
}

/* The call with such arguments as places, where one of them is a mapping. */
static const struct fact *with_values(struct walk *walk, const struct fact *call,
				      const struct state *state)
{
	struct fact *copy = NULL;

	for (int i = 0; i < state->count; i++) {
		const struct entry *entry = &state->at[i];

		if (entry->kind != MAPPED)
			continue;
		for (int n = 0; n < call->nargs; n++) {
			const char *now = copy ? copy->args[n] : call->args[n];

			if (*(const char *)entry->place == '@' ?
			    value_of(walk->function, call, now) != entry->place :
			    is_plain(entry->place, ref_read(now)) || !may_be(now, entry->place))
				continue;
			if (!copy) {
				copy = arena_alloc(sizeof(*copy));
				*copy = *call;
				copy->args = arena_alloc((call->nargs + 1) * sizeof(char *));
				memcpy(copy->args, call->args, call->nargs * sizeof(char *));
			}
			copy->args[n] = entry->place;
			walk->consumed = entry->place;
		}
	}
	return copy ? copy : call;
}

/* The place that a pointer argument points to. */
static const char *pointee(struct ref ref)
{
	if (!ref.path)
		return NULL;
	return ref.address ? ref.path : intern(arena_printf("%s[]", ref.path));
}

/* The old API's call: NULL, or a mapping and its lock. */
static int generate(struct walk *walk, const struct fact *call, const struct state *state, struct state *out)
{
	struct ref table = argument_ref(call, old_argument("pmd"));
	const char *lock = pointee(argument_ref(call, old_argument("ptlp")));
	struct state *mapped = &out[1];

	out[0] = *state;
	state_set(&out[0], NULLNESS, result_place(call), 0);
	*mapped = *state;
	for (int kind = MAPPED; kind <= TABLE; kind++)
		state_drop_kind(mapped, kind);
	state_drop_kind(mapped, TAKEN);
	state_drop_kind(mapped, GUARD);
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
	if (state_has(state, LIVE, NULL))
		unknown_note(walk, call->start, "maps again while the last mapping is there");
	return 2;
}

static void unlock(struct state *state, long lock)
{
	/* A lock that is not known to be held may be any of those that are. */
	if (!state_has(state, HELD, (void *)lock)) {
		state_drop_kind(state, HELD);
		lock = 0;
	}
	state_drop(state, HELD, (void *)lock);
	if (!lock) {
		state_drop_kind(state, GUARD);
		state_drop_kind(state, TAKEN);
		state_drop_kind(state, FRESH);
	}
}

/* The number of the lock that an argument points to; unknown ones get one. */
static long lock_number(struct state *state, const struct fact *call, int n)
{
	struct ref ref = argument_ref(call, n);
	long number;

	if (n < 0 || n >= call->nargs)
		return -1;
	number = (long)call->args[n];
	if (!ref.path || ref.address)
		return number;
	if (state_has(state, LOCK, ref.path))
		return state_get(state, LOCK, ref.path, number);
	state_set(state, LOCK, ref.path, number);
	return number;
}

static void lock(struct walk *walk, const struct fact *call, struct state *state, long number)
{
	const char *what = arena_printf("%s(%s)", call->name, call->nargs ? pretty(call->args[0]) : "");

	state_set(state, HELD, (void *)number, 0);
	if (!number) {
		state_drop_kind(state, GUARD);
		state_set(state, TAKEN, NULL,
			  mark_new(step_new(walk->function, call->start, intern(what), NULL)));
	}
}

static bool is_mapping(const struct state *state, struct ref ref)
{
	for (int i = 0; i < state->count; i++)
		if (state->at[i].kind == MAPPED && relate(state->at[i].place, ref) == SAME)
			return true;
	return false;
}

/* One of many, not what a parameter points to. */
static bool is_element(const struct function *function, const char *place)
{
	if (!strchr(place, '['))
		return false;
	for (int i = 0; i < function->nparams; i++)
		if (function->params[i] == place_root(place))
			return false;
	return true;
}

/* Whether the expression is the mapping on every path, not one of several things. */
static bool surely(const struct walk *walk, const struct state *state, struct ref ref)
{
	for (int i = 0; i < state->count; i++)
		if (state->at[i].kind == MAPPED && relate(state->at[i].place, ref) == SAME &&
		    state->at[i].value == 1 && !is_element(walk->function, state->at[i].place))
			return true;
	return false;
}

static void drop(struct state *state)
{
	state_drop_kind(state, MAPPED);
	state_drop_kind(state, LIVE);
	state_drop_kind(state, FRESH);
}

/* Calls that unlock, unmap, lock: what each word says, one after the other. */
static int by_locking_words(struct walk *walk, const struct fact *call,
			    const struct state *state, struct state *out)
{
	int n, count = 1;
	bool known = false;

	out[0] = *state;
	n = word_argument("unlocks", call->name);
	if (n != NO_ARGUMENT) {
		known = true;
		unlock(&out[0], lock_number(&out[0], call, n));
	}
	n = word_argument("locks", call->name);
	if (n != NO_ARGUMENT) {
		known = true;
		lock(walk, call, &out[0], lock_number(&out[0], call, n));
	}
	n = word_argument("drops", call->name);
	if (n != NO_ARGUMENT) {
		known = true;
		if (is_mapping(state, argument_ref(call, n))) {
			use_note(walk, call->start, arena_printf("%s() unmaps it", call->name));
			if (!surely(walk, state, argument_ref(call, n)))
				out[count++] = out[0];
			drop(&out[0]);
		}
	}
	n = word_argument("trylocks", call->name);
	if (n != NO_ARGUMENT) {
		known = true;
		out[1] = out[0];
		count = 2;
		lock(walk, call, &out[0], lock_number(&out[0], call, n));
		state_set(&out[0], NULLNESS, result_place(call), 1);
		state_set(&out[1], NULLNESS, result_place(call), 0);
	}
	return known ? count : 0;
}

/* Calls that give a lock that is held, or a mapping of their own. */
static int by_giving_words(const struct fact *call, const struct state *state, struct state *out)
{
	const char *result = result_place(call), *place;
	int n = word_argument("locked_output", call->name);

	if (word_in("locked_result", call->name)) {
		out[0] = *state;
		state_set(&out[0], LOCK, result, (long)result);
		state_set(&out[0], HELD, result, 0);
		return 1;
	}
	if (n == NO_ARGUMENT && !word_in("maps", call->name))
		return 0;
	out[0] = *state;
	out[1] = *state;
	state_set(&out[0], NULLNESS, result, 0);
	state_set(&out[1], NULLNESS, result, 1);
	place = pointee(argument_ref(call, n));
	if (place) {
		const char *number = intern(arena_printf("%s of %s", place, call->name));

		state_forget_place(&out[1], place);
		state_set(&out[1], LOCK, place, (long)number);
		state_set(&out[1], HELD, number, 0);
	}
	/* What else it is given a pointer to, it may set: another lock, say. */
	for (n = 0; !place && n < call->nargs; n++)
		if (argument_ref(call, n).address)
			state_forget_place(&out[1], argument_ref(call, n).path);
	return 2;
}

static bool writes_argument(const struct fact *call, const struct state *state, int n, bool *table)
{
	struct ref ref = argument_ref(call, n);

	for (int i = 0; i < state->count; i++) {
		const struct entry *entry = &state->at[i];
		enum relation relation;

		if (entry->kind != MAPPED && entry->kind != TABLE)
			continue;
		relation = relate(entry->place, ref);
		*table = entry->kind == TABLE;
		if (*table && !state_has(state, HELD, 0))
			continue;
		if (relation == SAME || relation == ENTRY)
			return true;
	}
	return false;
}

/* Whether an entry pointer is known to be none of the mapping: see N in the tests. */
static bool is_another(const struct walk *walk, const struct state *state, struct ref ref)
{
	if (!ref.path)
		return false;
	if (ref.address || state_has(state, NULLNESS, ref.path))
		return true;
	for (int i = 0; i < walk->function->nparams; i++)
		if (walk->function->params[i] == ref.path)
			return true;
	return false;
}

static bool by_writing_words(struct walk *walk, const struct fact *call, const struct state *state)
{
	int n = write_argument(call->name), from = n, to = n + 1;
	bool table;

	if (n == NO_ARGUMENT)
		return false;
	for (int k = 0; k < call->nargs; k++)
		if (k != n && n != ANY_ARGUMENT && is_mapping(state, argument_ref(call, k)))
			unknown_note(walk, call->start,
				     arena_printf("%s() is given the mapping as a value", call->name));
	if (word_in("writes_entry", call->name) && state_has(state, LIVE, NULL) &&
	    !writes_argument(call, state, n, &table) && !is_another(walk, state, argument_ref(call, n)))
		unknown_note(walk, call->start,
			     arena_printf("%s() writes %s, which is not known to be another mapping",
					  call->name, n < call->nargs ? pretty(call->args[n]) : "it"));
	if (n == ANY_ARGUMENT) {
		from = 0;
		to = call->nargs;
	}
	for (n = from; n < to; n++) {
		if (!writes_argument(call, state, n, &table))
			continue;
		write_note(walk, call->start,
			   arena_printf("%s() writes %s%s", call->name, pretty(call->args[n]),
					table ? ", the entry of the table whose lock is held" : ""),
			   state, NULL);
		break;
	}
	return true;
}

static void note_reads(struct walk *walk, const struct fact *call, const struct state *state)
{
	struct involved involved = involve(call, state);

	if (involved.mapping || involved.entry)
		use_note(walk, call->start, arena_printf("%s() only reads", call->name));
}

static bool keeps_place(int kind)
{
	return kind != LIVE && kind != HELD && kind != TAKEN && kind != GUARD;
}

static struct state bind(const struct fact *call, const struct function *callee,
			 const struct state *state)
{
	struct state entry = { 0 };

	for (int i = 0; i < state->count; i++) {
		const struct entry *from = &state->at[i];

		if (!keeps_place(from->kind)) {
			state_set(&entry, from->kind, from->place, from->value);
			continue;
		}
		for (int n = 0; n < call->nargs && n < callee->nparams; n++) {
			struct ref ref = ref_read(call->args[n]);
			const char *place;

			if (callee->is_macro && from->kind == MAPPED &&
			    relate(from->place, ref) == ENTRY)
				place = intern(arena_printf("&%s", callee->params[n]));
			else
				place = place_in_callee(from->place, ref, callee->params[n]);
			if (place)
				state_set(&entry, from->kind, place, from->value);
		}
	}
	for (int n = 0; n < call->nargs && n < callee->nparams; n++) {
		const char *text = call->args[n];

		if (!strcmp(text, "NULL") || !strcmp(text, "false"))
			state_set(&entry, NULLNESS, callee->params[n], 0);
		else if (!strcmp(text, "true"))
			state_set(&entry, NULLNESS, callee->params[n], 1);
	}
	return entry;
}

/* The caller's state after the callee came to an end. */
static struct state unbind(const struct walk *walk, const struct fact *call, const struct function *callee,
			   const struct state *before, const struct state *exit)
{
	struct state after = *before;

	for (int i = after.count - 1; i >= 0; i--) {
		bool given = !keeps_place(after.at[i].kind);

		for (int n = 0; !given && n < call->nargs && n < callee->nparams; n++) {
			enum relation relation = relate(after.at[i].place, ref_read(call->args[n]));

			/* A macro may assign to what it is given by name. */
			given = relation == CONTAINER || relation == ADDRESS ||
				(relation == SAME && callee->is_macro);
		}
		if (given)
			state_drop(&after, after.at[i].kind, after.at[i].place);
	}
	for (int i = 0; i < exit->count; i++) {
		const struct entry *entry = &exit->at[i];

		if (!keeps_place(entry->kind)) {
			state_set(&after, entry->kind, entry->place, entry->value);
			continue;
		}
		if (place_under(entry->place, "@ret")) {
			state_set(&after, entry->kind,
				  place_rebase(entry->place, "@ret", result_place(call)),
				  entry->value);
			continue;
		}
		for (int n = 0; n < call->nargs && n < callee->nparams; n++) {
			struct ref ref = ref_read(call->args[n]);
			const char *place = place_in_caller(entry->place, callee->params[n], ref);

			if (callee->is_macro && entry->place == callee->params[n] && ref.path &&
			    !ref.address)
				place = ref.path;
			if (place)
				state_set(&after, entry->kind, place, entry->value);
		}
	}
	if (!state_has(&after, LIVE, NULL))
		drop(&after);
	/* A callee that knows the lock alone takes it on behalf of this call. */
	if (!state_kind(exit, MAPPED) && !involve(call, before).mapping &&
	    state_has(&after, HELD, 0) &&
	    state_get(&after, TAKEN, NULL, 0) != state_get(before, TAKEN, NULL, 0))
		state_set(&after, TAKEN, NULL, mark_new(step_new(walk->function, call->start,
			  intern(arena_printf("%s()", call->name)), NULL)));
	return after;
}

static const struct step *chained(struct walk *walk, const struct fact *call, const char *what,
				  const struct step *next)
{
	return next ? step_new(walk->function, call->start, what, next) : NULL;
}

static void merge_findings(struct walk *walk, const struct fact *call, const char *what,
			   const struct finding *from)
{
	struct finding *to = &walk->result->finding;

	if (from->write && (!to->write || to->write->length > from->write->length + 1))
		to->write = chained(walk, call, what, from->write);
	if (!to->unguarded && from->unguarded) {
		to->unguarded = chained(walk, call, what, from->unguarded);
		to->taken = from->taken;
	}
	for (int i = 0; i < from->nlocks; i++)
		lock_note(to, from->locks[i]);
	to->bare |= from->bare;
	if (!to->guarded && from->guarded) {
		to->guarded = chained(walk, call, what, from->guarded);
		to->guard = from->guard;
		to->guard_kind = from->guard_kind;
	}
	if (!to->unknown)
		to->unknown = chained(walk, call, what, from->unknown);
	if (!to->almost)
		to->almost = from->almost;
}

static bool all_dropped(const struct result *result)
{
	for (int i = 0; i < result->count; i++)
		if (state_has(&result->exits[i], LIVE, NULL))
			return false;
	return true;
}

static int add_state(struct walk *walk, struct state *out, int count, int most,
		     const struct state *state)
{
	for (int i = 0; i < count; i++)
		if (state_equal(&out[i], state))
			return count;
	if (count < most)
		out[count++] = *state;
	else
		walk->overflow = true;
	return count;
}

static int follow(struct walk *walk, const struct fact *call, struct function *callee,
		  const struct state *state, struct state *out, int count, int most)
{
	struct involved involved = involve(call, state);
	const char *held = involved.place ? involved.place : "it";
	const char *what = intern(arena_printf("passes %s to %s()", held, callee->name));
	const struct result *result;
	struct state entry;

	for (int n = callee->nparams; n < call->nargs; n++)
		if (is_mapping(state, ref_read(call->args[n])))
			unknown_note(walk, call->start,
				     arena_printf("%s as one of several", what));
	if (callee->nparams && !strcmp(callee->params[callee->nparams - 1], "...") &&
	    call->nargs >= callee->nparams &&
	    is_mapping(state, ref_read(call->args[callee->nparams - 1])))
		unknown_note(walk, call->start, arena_printf("%s as one of several", what));
	if (!callee->parsed) {
		if (involved.mapping || involved.entry)
			unknown_note(walk, call->start,
				     arena_printf("%s, which could not be parsed (%s)", what,
						  callee->file));
		return add_state(walk, out, count, most, state);
	}
	if (walk->depth <= 0) {
		unknown_note(walk, call->start, arena_printf("%s: too deep to follow", what));
		return add_state(walk, out, count, most, state);
	}
	entry = bind(call, callee, state);
	result = explore(callee, &entry, NULL, walk->depth - 1);
	merge_findings(walk, call, what, &result->finding);
	if (involved.mapping && !result->finding.write && !result->finding.unknown)
		use_note(walk, call->start,
			 arena_printf("%s, which %s", what,
				      result->count && all_dropped(result) ?
				      "unmaps it and writes nothing before" : "only reads"));
	for (struct use *use = result->uses; use; use = use->next) {
		struct walk there = *walk;

		there.function = (struct function *)use->function;
		use_note(&there, function_offset(use->function,
						 use->line - use->function->line + 1, 0), use->what);
	}
	if (result->busy)
		return add_state(walk, out, count, most, state);
	for (int i = 0; i < result->count; i++) {
		struct state after = unbind(walk, call, callee, state, &result->exits[i]);

		count = add_state(walk, out, count, most, &after);
	}
	return count;
}

/* What a call is given a pointer to, it may write. */
static void forget_arguments(const struct fact *call, struct state *state)
{
	for (int n = 0; n < call->nargs; n++) {
		struct ref ref = ref_read(call->args[n]);

		if (!ref.path)
			continue;
		if (ref.address)
			state_forget_value(state, ref.path);
		for (int i = state->count - 1; i >= 0; i--) {
			const char *place = state->at[i].place;

			if (state->at[i].kind >= NULLNESS && state->at[i].kind <= TABLEVAL &&
			    place != ref.path && place_under(place, ref.path))
				state_drop(state, state->at[i].kind, place);
		}
	}
}

static void follow_nothing(struct walk *walk, const struct fact *call, const char *why,
			   const struct state *state, struct state *out)
{
	struct involved involved = involve(call, state);

	*out = *state;
	if (involved.mapping || involved.entry)
		unknown_note(walk, call->start,
			     arena_printf("passes %s to %s%s",
					  involved.place ? involved.place : "the entry",
					  call->name, why));
	if (involved.table)
		unknown_note(walk, call->start,
			     arena_printf("passes the table's entry to %s%s while its lock is held",
					  call->name, why));
	if (involved.lock) {
		unknown_note(walk, call->start,
			     arena_printf("passes the lock to %s%s", call->name, why));
		unlock(out, 0);
		state_drop_kind(out, HELD);
	}
	forget_arguments(call, out);
}

/* A name that only a macro leads to, and that no definition tells: a word, maybe. */
static int by_word(struct walk *walk, const struct fact *call, const char *name,
		   const struct state *state, struct state *out, int count, int most)
{
	struct state *ends = arena_alloc(most * sizeof(*ends));
	struct fact *other = arena_alloc(sizeof(*other));
	int found;

	*other = *call;
	other->name = name;
	found = call_effects(walk, other, state, ends, most);
	for (int i = 0; i < found; i++)
		count = add_state(walk, out, count, most, &ends[i]);
	return count;
}

static int by_definition(struct walk *walk, const struct fact *call, const struct state *state,
			 struct state *out, int most)
{
	const struct function *found[DEFINITIONS];
	const char *names[ALIASES] = { call->name };
	int count = 0, known = 1;

	for (int i = 0; i < known; i++) {
		int definitions = resolve(walk->function, names[i], found, DEFINITIONS);

		if (!definitions && i) {
			count = by_word(walk, call, names[i], state, out, count, most);
			continue;
		}
		if (!definitions) {
			need_definition(names[i], !involve(call, state).mapping);
			follow_nothing(walk, call, "(), which this tree does not define", state,
				       &out[0]);
			return 1;
		}
		if (definitions == DEFINITIONS)
			unknown_note(walk, call->start,
				     arena_printf("%s() has too many definitions", names[i]));
		for (int k = 0; k < definitions; k++) {
			struct function *callee = (struct function *)found[k];
			int at;

			if (!callee->alias) {
				count = follow(walk, call, callee, state, out, count, most);
				continue;
			}
			for (at = 0; at < known && names[at] != callee->alias; at++)
				;
			if (at == known && known < ALIASES)
				names[known++] = callee->alias;
		}
	}
	if (!count) {
		follow_nothing(walk, call, "(), a name whose definition is not found", state, &out[0]);
		count = 1;
	}
	return count;
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
		tokens = tokens_read(found[i]->text, 0, strlen(found[i]->text));
		for (int t = 0; t < tokens.count; t++)
			for (int k = 0; k < state->count; k++)
				if (state->at[k].kind == MAPPED &&
				    place_root(state->at[k].place) == tokens.at[t].text)
					return true;
	}
	return false;
}

static int ordinary(struct walk *walk, const struct fact *call, const struct state *state,
		    struct state *out, int most)
{
	struct involved involved;
	int count = by_locking_words(walk, call, state, out);

	if (count)
		return count;
	involved = involve(call, state);
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
		if (captures(walk, call, state))
			unknown_note(walk, call->start,
				     arena_printf("%s() is a macro that uses what holds the mapping",
						  call->name));
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
	return by_definition(walk, call, state, out, most);
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
		return generate(walk, call, state, out);
	}
	if (origin->callee != call->name)
		return ordinary(walk, call, state, out, most);
	origin->done = true;
	if (state_has(state, LIVE, NULL))
		count = ordinary(walk, call, state, out, most);
	for (int i = 0; i < origin->yields->count && count < most; i++) {
		struct state after = unbind(walk, call, origin->yielder, state, &origin->yields->exits[i]);

		count = add_state(walk, out, count, most, &after);
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

	/* What stands behind ?:, && or in ({ }) may not be called at all. */
	return walk->maybe ? add_state(walk, out, count, most, state) : count;
}
