// SPDX-License-Identifier: GPL-2.0
/* What happened where, as a chain that a person can follow in the source. */
#include <stddef.h>
#include "faults.h"

enum { MARKS = 65536 };

static const struct step *marks[MARKS];
static long nmarks = 1;

/**
 * marks_forget() - begin anew, with another document
 */
void marks_forget(void)
{
	nmarks = 1;
}

/**
 * step_new() - a step of a chain
 * @function: the function
 * @offset: where it stands in the function's text
 * @what: what is there
 * @next: the rest of the chain
 */
const struct step *step_new(const struct function *function, int offset,
			    const char *what, const struct step *next)
{
	struct step *step = arena_alloc(sizeof(*step));

	*step = (struct step){
		function, function_line(function, offset), what, next, next ? next->length + 1 : 1,
	};
	return step;
}

/**
 * step_end() - the step with which a chain ends
 * @step: the step
 */
const struct step *step_end(const struct step *step)
{
	while (step && step->next)
		step = step->next;
	return step;
}

/**
 * mark_new() - a number for a step, the same for the same place: states keep numbers
 * @step: the step
 */
long mark_new(const struct step *step)
{
	long i;

	for (i = 1; i < nmarks; i++)
		if (marks[i]->function == step->function && marks[i]->line == step->line &&
		    marks[i]->what == step->what)
			return i;
	if (nmarks == MARKS)
		return 0;
	marks[nmarks] = step;
	return nmarks++;
}

/**
 * mark_step() - the step that a number stands for
 * @mark: the number, 0 for none
 */
const struct step *mark_step(long mark)
{
	return mark > 0 && mark < nmarks ? marks[mark] : NULL;
}

/**
 * finding_write() - the write to tell: one that still needs a recheck, if there is any
 * @finding: what was found
 */
const struct step *finding_write(const struct finding *finding)
{
	if (finding->unguarded)
		return finding->unguarded;
	return finding->doubtful ? finding->doubtful : finding->guarded;
}

/**
 * lock_note() - remember a lock under which an unguarded write stands
 * @finding: what was found
 * @mark: the number, 0 for none
 */
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

static bool is_same_chain(const struct step *one, const struct step *other)
{
	for (; one && other; one = one->next, other = other->next)
		if (one->function != other->function || one->line != other->line)
			return false;
	return one == other;
}

/**
 * bare_note() - remember a write that is not seen to be under the lock
 * @finding: what was found
 * @chain: the way to it
 */
void bare_note(struct finding *finding, const struct step *chain)
{
	for (int i = 0; i < finding->nbares; i++)
		if (is_same_chain(finding->bares[i], chain))
			return;
	if (finding->nbares < (int)(sizeof(finding->bares) / sizeof(*finding->bares)))
		finding->bares[finding->nbares++] = chain;
}

static int length_of(const struct step *chain)
{
	return chain ? chain->length : 0;
}

/**
 * step_after() - a chain with the way to it before it
 * @lead: the way
 * @chain: the chain
 */
const struct step *step_after(const struct step *lead, const struct step *chain)
{
	struct step *step;

	if (!lead || !chain)
		return chain;
	step = arena_alloc(sizeof(*step));
	*step = *lead;
	step->next = step_after(lead->next, chain);
	step->length = step->next->length + 1;
	return step;
}

static bool is_nearer(const struct step *chain, const struct step *lead, const struct step *kept)
{
	return chain && (!kept || length_of(chain) + length_of(lead) < kept->length);
}

/**
 * finding_merge() - add what was found in one function to what is known
 * @to: receives it
 * @from: what was found
 * @lead: how one comes from here to there; NULL where it is the same function
 *
 * What belongs to a write, its lock and its guard, goes with it.
 */
void finding_merge(struct finding *to, const struct finding *from, const struct step *lead)
{
	if (is_nearer(from->unguarded, lead, to->unguarded)) {
		to->unguarded = step_after(lead, from->unguarded);
		to->taken = from->taken;
		to->almost = from->almost;
	}
	if (is_nearer(from->doubtful, lead, to->doubtful)) {
		to->doubtful = step_after(lead, from->doubtful);
		to->doubt = from->doubt;
	}
	if (is_nearer(from->guarded, lead, to->guarded)) {
		to->guarded = step_after(lead, from->guarded);
		to->guard = from->guard;
		to->guard_kind = from->guard_kind;
	}
	for (int i = 0; i < from->nlocks; i++)
		lock_note(to, from->locks[i]);
	to->bare |= from->bare;
	for (int i = 0; i < from->nbares; i++)
		bare_note(to, step_after(lead, from->bares[i]));
	fates_merge(to, from->fates, lead);
	if (!to->unknown)
		to->unknown = step_after(lead, from->unknown);
}
