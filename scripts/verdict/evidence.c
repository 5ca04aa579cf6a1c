// SPDX-License-Identifier: GPL-2.0
/* What happened where, as a chain that a person can follow in the source. */
#include <stddef.h>
#include "verdict.h"

enum { MARKS = 65536 };

static const struct step *marks[MARKS];
static long nmarks = 1;

const struct step *step_new(const struct function *function, int offset,
			    const char *what, const struct step *next)
{
	struct step *step = arena_alloc(sizeof(*step));

	*step = (struct step){
		function, function_line(function, offset), what, next, next ? next->length + 1 : 1,
	};
	return step;
}

/* A number for a step, the same for the same place: states keep numbers. */
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

const struct step *mark_step(long mark)
{
	return mark > 0 && mark < nmarks ? marks[mark] : NULL;
}
