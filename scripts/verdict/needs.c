// SPDX-License-Identifier: GPL-2.0
/*
 * Names that the solver looked for and has no facts of. The driver finds
 * them in the tree, or learns that they are not there, and asks again.
 */
#include <string.h>
#include "verdict.h"

struct need {
	struct need *next;
	const char *name;
	bool callers, weak;
};

static struct need *needs;
static struct json_object *absent, *callers;
static bool lacking;	/* what is looked at rests on one of them */

static void need(const char *name, bool want_callers, bool weak)
{
	struct need **at, *new;

	lacking = true;
	for (at = &needs; *at; at = &(*at)->next) {
		if ((*at)->name == name && (*at)->callers == want_callers) {
			(*at)->weak &= weak;
			return;
		}
	}
	new = arena_alloc(sizeof(*new));
	*new = (struct need){ NULL, name, want_callers, weak };
	*at = new;
}

/**
 * needs_load() - what the driver has looked for already
 * @input: "absent": names with no definition in the tree; "callers_known":
 *         names all of whose callers are among the functions, true, or "value"
 *         where the name is used as a value, too
 */
void needs_load(struct json_object *input)
{
	needs = NULL;
	absent = NULL;
	callers = NULL;
	json_object_object_get_ex(input, "absent", &absent);
	json_object_object_get_ex(input, "callers_known", &callers);
}

static bool listed(struct json_object *map, const char *name)
{
	return map && json_object_object_get_ex(map, name, NULL);
}

/**
 * need_definition() - the solver would follow a call, and can't
 * @name: what is called
 * @weak: only a lock is at stake: worth a look nearby, not in the whole tree
 */
void need_definition(const char *name, bool weak)
{
	struct json_object *value;

	/* "absent" is true, or "weak" where only a weak look was had. */
	if (absent && json_object_object_get_ex(absent, name, &value) &&
	    (weak || json_object_is_type(value, json_type_boolean)))
		return;
	need(name, false, weak);
}

/**
 * need_callers() - the solver would look at all callers of a function
 * @function: the function
 */
void need_callers(const struct function *function)
{
	if (!listed(callers, function->name))
		need(function->name, true, false);
}

/**
 * callers_known() - whether all callers of a function are among the functions
 * @function: the function
 */
bool callers_known(const struct function *function)
{
	return listed(callers, function->name);
}

/**
 * address_taken() - whether the function is used as a value: then not all callers are seen
 * @function: the function
 */
bool address_taken(const struct function *function)
{
	struct json_object *value;

	return callers && json_object_object_get_ex(callers, function->name, &value) &&
	       json_object_is_type(value, json_type_string);
}

/**
 * lacking_begin() - look at something of which is asked later whether a need was met
 *
 * Return: what to hand to lacking_end().
 */
bool lacking_begin(void)
{
	bool outer = lacking;

	lacking = false;
	return outer;
}

/**
 * lacking_end() - whether what was looked at rests on a need: it may be otherwise once that is met
 * @outer: what lacking_begin() said; what surrounds it rests on the same
 */
bool lacking_end(bool outer)
{
	bool inner = lacking;

	lacking |= outer;
	return inner;
}

/**
 * lacking_note() - what is looked at rests on something that lacks what it needs
 */
void lacking_note(void)
{
	lacking = true;
}

/**
 * needs_print() - the names that were looked for, as a part of the answer
 */
struct json_object *needs_print(void)
{
	struct json_object *object = json_object_new_object();
	struct json_object *definitions = json_object_new_array();
	struct json_object *wanted = json_object_new_array();
	struct json_object *weak = json_object_new_array();

	for (struct need *at = needs; at; at = at->next)
		json_object_array_add(at->callers ? wanted : at->weak ? weak : definitions,
				      json_object_new_string(at->name));
	json_object_object_add(object, "definitions", definitions);
	json_object_object_add(object, "weak", weak);
	json_object_object_add(object, "callers", wanted);
	return object;
}
