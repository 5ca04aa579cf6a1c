// SPDX-License-Identifier: GPL-2.0
/*
 * Faults that begin at one place and show at another: an unlock, and the next one.
 *
 * Conditions that exclude each other are not known to do so. But where every path
 * from the one place leads to the fault, no condition helps. So both are kept: where
 * a path is at fault, and whether one is spared.
 */
#include "faults.h"

/**
 * fault_name() - what a kind of fault is called in the answer
 * @kind: the kind
 */
const char *fault_name(enum fault kind)
{
	static const char *const names[FAULTS] = {
		[UNLOCKED_TWICE] = "unlocked_twice",
		[UNMAPPED_TWICE] = "unmapped_twice",
		[GIVEN_TWICE] = "given_twice",
		[USED_LATE] = "used_late",
		[LOCKED_LATE] = "locked_late",
		[LOCK_LEFT] = "lock_left",
		[MAPPING_LEFT] = "mapping_left",
		[LOCKED_TWICE] = "locked_twice",
		[WRITTEN_LATE] = "written_late",
		[LEFT_UNCHECKED] = "left_unchecked",
		[LEFT_WRONG] = "left_wrong",
		[UNHEEDED] = "unheeded",
		[UNMAPPED_NULL] = "unmapped_null",
	};

	return names[kind];
}

static struct fate *fate_of(struct finding *finding, enum fault kind, long mark, const void *of)
{
	struct fate **at = &finding->fates;

	while (*at && ((*at)->kind != kind || (*at)->mark != mark || (*at)->of != of))
		at = &(*at)->next;
	if (!*at) {
		*at = arena_alloc(sizeof(**at));
		**at = (struct fate){ .kind = kind, .mark = mark, .of = of };
	}
	return *at;
}

/**
 * fate_fault() - a path from a place is at fault
 * @walk: where we are
 * @kind: the kind of fault
 * @mark: the place
 * @of: the lock's number, or what was given back
 * @offset: where the fault is; -1: at the place itself
 * @what: what is wrong there
 */
void fate_fault(struct walk *walk, enum fault kind, long mark, const void *of, int offset,
		const char *what)
{
	struct fate *fate = fate_of(&walk->result->finding, kind, mark, of);
	const struct step *begin = mark_step(mark);
	struct step *step;

	if (fate->fault || !begin)
		return;
	if (offset >= 0) {
		fate->fault = step_new(walk->function, offset, intern(what), NULL);
		return;
	}
	step = arena_alloc(sizeof(*step));
	*step = *begin;
	step->what = intern(what);
	fate->fault = step;
}

/**
 * fate_spare() - a path from a place is right
 * @walk: where we are
 * @kind: the kind of fault
 * @mark: the place
 * @of: the lock's number, or what was given back
 */
void fate_spare(struct walk *walk, enum fault kind, long mark, const void *of)
{
	fate_of(&walk->result->finding, kind, mark, of)->spared = true;
}

/**
 * fates_merge() - add what is known of the paths of one function
 * @to: receives it
 * @from: the first of them
 * @lead: how one comes from here to there; NULL where it is the same function
 */
void fates_merge(struct finding *to, const struct fate *from, const struct step *lead)
{
	for (; from; from = from->next) {
		struct fate *fate = fate_of(to, from->kind, from->mark, from->of);

		if (!fate->fault && from->fault)
			fate->fault = step_after(lead, from->fault);
		fate->spared |= from->spared;
	}
}
