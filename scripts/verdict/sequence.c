// SPDX-License-Identifier: GPL-2.0
/*
 * What stands one after the other. Branches of an #if are alternatives, each
 * of which may be compiled.
 */
#include <string.h>
#include "flow.h"

struct item {			/* of a sequence: a statement, or a declaration's facts */
	int start, end;
	int statement;		/* -1: facts outside all statements */
};

/* The items of a sequence in start..end: statements, and facts between them. */
static int items_of(const struct build *build, int start, int end, struct item *items, int most)
{
	const struct function *function = build->function;
	int count = 0, covered = start, i;

	for (i = 0; i < function->nstatements && count < most; i++) {
		const struct extent *extent = &function->statements[i];

		if (extent->start < covered || extent->end > end)
			continue;
		items[count++] = (struct item){ extent->start, extent->end, i };
		covered = extent->end;
	}
	for (i = function->nfacts - 1; i >= 0 && count < most; i--) {
		const struct fact *fact = &function->facts[i];
		int at;

		if (fact->start < start || fact->end > end)
			continue;
		for (at = 0; at < count; at++)
			if (fact->start < items[at].end && fact->end > items[at].start)
				break;
		if (at < count) {
			if (items[at].statement < 0) {
				if (fact->start < items[at].start)
					items[at].start = fact->start;
				if (fact->end > items[at].end)
					items[at].end = fact->end;
			}
			continue;
		}
		items[count++] = (struct item){ fact->start, fact->end, -1 };
	}
	for (i = 1; i < count; i++) {
		struct item item = items[i];
		int at = i;

		for (; at && items[at - 1].start > item.start; at--)
			items[at] = items[at - 1];
		items[at] = item;
	}
	return count;
}

enum directive { NO_DIRECTIVE, AT_IF, AT_ELIF, AT_ELSE, AT_ENDIF };

/* The next directive between two offsets, from the back. */
static enum directive directive_before(const char *text, int start, int *end)
{
	int at = *end;

	while (at > start) {
		int line, word;

		at--;
		if (text[at] != '#')
			continue;
		for (line = at; line > 0 && strchr(" \t", text[line - 1]); line--)
			;
		if (line > 0 && text[line - 1] != '\n')
			continue;
		word = at + 1 + strspn(text + at + 1, " \t");
		*end = at;
		if (!strncmp(text + word, "if", 2))
			return AT_IF;
		if (!strncmp(text + word, "else", 4))
			return AT_ELSE;
		if (!strncmp(text + word, "elif", 4))
			return AT_ELIF;
		if (!strncmp(text + word, "endif", 5))
			return AT_ENDIF;
	}
	*end = start;
	return NO_DIRECTIVE;
}

/**
 * build_sequence() - build what stands one after the other in a part of the text
 * @build: the graph that is built
 * @start: offset of its first character
 * @end: offset behind its last
 * @next: where it leads
 */
int build_sequence(struct build *build, int start, int end, int next)
{
	enum { DEEP = 16 };
	int most = build->function->nstatements + build->function->nfacts + 1;
	struct item *items = arena_alloc(most * sizeof(*items));
	int count = items_of(build, start, end, items, most);
	bool otherwise[DEEP] = { false };
	int after[DEEP], branches[DEEP], depth = 0, at = end;

	for (int i = count - 1; i >= -1; i--) {
		int from = i < 0 ? start : items[i].end;

		for (;;) {
			enum directive what = directive_before(build->function->text, from, &at);

			if (what == NO_DIRECTIVE)
				break;
			if (what == AT_ENDIF && depth < DEEP) {
				after[depth] = next;
				otherwise[depth] = false;
				branches[depth++] = -1;
			} else if (what != AT_ENDIF && depth) {
				int *branch = &branches[depth - 1];

				otherwise[depth - 1] |= what == AT_ELSE;
				if (what == AT_IF && !otherwise[depth - 1])	/* or none of them */
					*branch = *branch < 0 ? after[depth - 1] :
						  node_new(build, JOIN, at, at, after[depth - 1],
							   *branch);
				*branch = *branch < 0 ? next :
					node_new(build, JOIN, at, at, next, *branch);
				next = after[depth - 1];
				if (what == AT_IF)
					next = branches[--depth];
			}
		}
		if (i < 0)
			break;
		next = items[i].statement < 0 ? node_plain(build, items[i].start, items[i].end, next) :
						build_statement(build, items[i].statement, next);
		at = items[i].start;
	}
	return next;
}
