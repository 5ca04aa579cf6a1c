// SPDX-License-Identifier: GPL-2.0
/* Which definitions a call may mean. */
#include <string.h>
#include "verdict.h"

static struct {			/* the names that are defined */
	const char **at;
	unsigned long size;	/* a power of two, more than there are names */
} defined;

static const char **slot_of(const char *name)
{
	unsigned long at = (unsigned long)name >> 4;

	while (defined.at[at & (defined.size - 1)] && defined.at[at & (defined.size - 1)] != name)
		at++;
	return &defined.at[at & (defined.size - 1)];
}

/**
 * resolve_prepare() - have the names of all functions at hand
 */
void resolve_prepare(void)
{
	for (defined.size = 64; defined.size < 2UL * functions.count; defined.size *= 2)
		;
	defined.at = arena_alloc(defined.size * sizeof(*defined.at));
	for (int i = 0; i < functions.count; i++)
		*slot_of(functions.at[i].name) = functions.at[i].name;
}

/**
 * in_header() - whether a file is one that others include
 * @file: its name
 */
bool in_header(const char *file)
{
	size_t length = strlen(file);

	return length > 2 && !strcmp(file + length - 2, ".h");
}

/* "arch/x/" is the length of the folder that only x's code includes. */
static size_t arch_length(const char *file)
{
	const char *slash;

	if (strncmp(file, "arch/", 5))
		return 0;
	slash = strchr(file + 5, '/');
	return slash ? (size_t)(slash - file) + 1 : 0;
}

/* Code of one architecture never calls another's. */
static bool reachable(const struct function *caller, const struct function *callee)
{
	size_t length = arch_length(caller->file);

	if ((callee->is_static || callee->is_macro) && callee->unit)
		return caller->unit == callee->unit;
	return !length || !arch_length(callee->file) ||
	       !strncmp(caller->file, callee->file, length);
}

/**
 * resolve() - the definitions that a call may mean
 * @caller: the function that calls
 * @name: what it calls
 * @found: receives them: those of the caller's own file, and of headers, if it
 *         has any, else all that it can reach
 * @most: room in @found
 *
 * Return: how many there are.
 */
int resolve(const struct function *caller, const char *name,
	    const struct function **found, int most)
{
	int count = 0, i, pass;
	bool weak = false;
	int own = 0;

	if (!*slot_of(name))
		return 0;
	/* A weak definition may be overridden by one from elsewhere. */
	for (pass = 0; pass < 2; pass++, own = count) {
		for (i = 0; i < functions.count && count < most; i++) {
			struct function *callee = &functions.at[i];

			if (callee->name != name || !reachable(caller, callee))
				continue;
			if (!pass == !!strcmp(callee->file, caller->file))
				continue;
			/* A header may override what the file has under #ifndef. */
			if (own && !weak && !in_header(callee->file))
				continue;
			weak |= callee->is_weak;
			found[count++] = callee;
		}
	}
	return count;
}
