// SPDX-License-Identifier: GPL-2.0
/* What is noted on the way: uses, writes, what is not understood, and what leaves. */
#include <string.h>
#include "faults.h"

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

/**
 * unknown_note() - remember what is not understood: the verdict can't be ro
 * @walk: where we are
 * @offset: where it stands
 * @what: what it is
 */
void unknown_note(struct walk *walk, int offset, const char *what)
{
	if (!walk->result->finding.unknown)
		walk->result->finding.unknown =
			step_new(walk->function, offset, intern(what), NULL);
}

/**
 * put_note() - remember what made a place hold the mapping
 * @walk: where we are
 * @offset: where it stands: the last one counts
 * @place: the place
 */
void put_note(struct walk *walk, int offset, const char *place)
{
	struct put **at;

	for (at = &walk->result->puts; *at && (*at)->place != place; at = &(*at)->next)
		;
	if (!*at) {
		*at = arena_alloc(sizeof(**at));
		**at = (struct put){ place, offset, NULL };
	} else if ((*at)->offset < offset) {
		(*at)->offset = offset;
	}
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
	const struct step *step = step_new(walk->function, offset, intern(what), next);
	struct finding found = { 0 };
	const struct fact *held;
	long mark;

	for (int i = 0; i < state->count; i++) {
		if (state->at[i].kind != GUARD)
			continue;
		found.guarded = step;
		found.guard_kind = state->at[i].place;
		found.guard = mark_step(state->at[i].value);
	}
	held = found.guarded || !state_has(state, HELD, 0) ? NULL : keeper(walk, state);
	if (held) {
		found.guarded = step;
		found.guard_kind = intern("held");
		found.guard = step_new(walk->function, held->start,
				       "holds the lock of the table's entry since before the map",
				       NULL);
	}
	mark = 0;
	for (int i = 0; i < state->count; i++)
		if (state->at[i].kind == ASKED)
			mark = state->at[i].value;
	if (!found.guarded && mark) {
		found.doubtful = step;
		found.doubt = mark_step(mark);
	} else if (!found.guarded) {
		mark = state_has(state, HELD, 0) ? state_get(state, TAKEN, NULL, 0) : 0;
		lock_note(&found, mark);
		if (!mark)
			bare_note(&found, step);
		found.unguarded = step;
		found.taken = mark_step(mark);
		found.almost = mark_step(state_get(state, ALMOST, NULL, 0));
		mark = state_get(state, JUST, NULL, 0);
		if (mark && !state_kind(state, HELD))
			fate_fault(walk, WRITTEN_LATE, mark, NULL, offset, what);
	}
	finding_merge(&walk->result->finding, &found, NULL);
}
