// SPDX-License-Identifier: GPL-2.0
/*
 * Where a value is kept: "pte", "vmf->pte", "vmf.pte", "*ptlp" as "ptlp[]".
 *
 * Elements of an array are one place, and so is what a pointer points to.
 * "&x" is the place of an entry that a macro was given by name.
 */
#include <stdlib.h>
#include <string.h>
#include "verdict.h"

/**
 * place_is_element() - whether a place is what another points to, or one of its elements
 * @path: the place
 */
bool place_is_element(const char *path)
{
	size_t length = strlen(path);

	return length > 2 && !strcmp(path + length - 2, "[]");
}

/**
 * place_join() - one spelling for one place: x[].m is x->m
 * @path: the place
 * @more: what is appended
 */
const char *place_join(const char *path, const char *more)
{
	if (*more == '.' && place_is_element(path))
		return intern(arena_printf("%.*s->%s", (int)strlen(path) - 2, path, more + 1));
	return intern(arena_printf("%s%s", path, more));
}

static bool opens_member(const char *rest)
{
	return *rest == '.' || *rest == '[' || (rest[0] == '-' && rest[1] == '>');
}

/* What leads from the value of an expression that holds a place to the place. */
static const char *rest_of(const char *place, struct ref ref)
{
	size_t want = strlen(ref.path);
	const char *rest = place + want;

	if (!ref.address && place_is_element(ref.path) && !strncmp(place, ref.path, want - 2) &&
	    !strncmp(place + want - 2, "->", 2))
		return arena_printf(".%s", place + want);	/* *x holds x->m as .m */
	if (strlen(place) <= want || strncmp(place, ref.path, want) || !opens_member(rest))
		return NULL;
	if (!ref.address)
		return rest;
	return *rest == '.' ? arena_printf("->%s", rest + 1) : arena_printf("[]%s", rest);
}

/**
 * relate() - how an expression stands to a place
 * @place: the place
 * @ref: the expression
 */
enum relation relate(const char *place, struct ref ref)
{
	size_t have, want;

	if (!ref.path)
		return UNRELATED;
	if (*place == '&') {	/* the place is an entry that has a name */
		if (!strcmp(place + 1, ref.path))
			return ref.address ? SAME : ENTRY;
		if (place_under(ref.path, place + 1))
			return ref.address ? SAME : ENTRY;
		return UNRELATED;
	}
	have = strlen(place);
	want = strlen(ref.path);
	if (!strcmp(place, ref.path))
		return ref.address ? ADDRESS : SAME;
	if (want > have && !strncmp(place, ref.path, have) && opens_member(ref.path + have)) {
		if (ref.path[have] == '.')
			return UNRELATED;
		return ref.address ? SAME : ENTRY;
	}
	return rest_of(place, ref) ? CONTAINER : UNRELATED;
}

/**
 * place_in_callee() - what the callee calls a place of its caller
 * @place: the caller's place
 * @argument: the expression that is passed
 * @param: the parameter's name
 *
 * Return: the callee's place, or NULL where it can't reach it.
 */
const char *place_in_callee(const char *place, struct ref argument, const char *param)
{
	switch (relate(place, argument)) {
	case SAME:
		return param;
	case ADDRESS:
		return place_join(param, "[]");
	case CONTAINER:
		return place_join(param, rest_of(place, argument));
	default:
		return NULL;
	}
}

/**
 * place_in_caller() - what the caller calls a place of its callee
 * @place: the callee's place
 * @param: a parameter's name
 * @argument: what was passed for it
 *
 * Return: the caller's place, or NULL where the place is the callee's own.
 */
const char *place_in_caller(const char *place, const char *param, struct ref argument)
{
	const char *rest = place + strlen(param);

	if (!argument.path || !place_under(place, param) || !*rest)
		return NULL;
	if (!argument.address)
		return place_join(argument.path, rest);
	if (rest[0] == '-')
		return place_join(argument.path, arena_printf(".%s", rest + 2));
	if (!strncmp(rest, "[]", 2))
		return place_join(argument.path, rest + 2);
	return NULL;
}

/**
 * place_rebase() - the place as it is called where its root goes by another name
 * @place: the place
 * @from: the root
 * @to: its other name
 */
const char *place_rebase(const char *place, const char *from, const char *to)
{
	size_t length = strlen(from);

	if (strncmp(place, from, length))	/* x->m is under x[] */
		return place_join(to, arena_printf(".%s", place + length));
	return place_join(to, place + length);
}

/**
 * place_under() - whether the place is root, or a part of what root is or points to
 * @place: the place
 * @root: the root
 */
bool place_under(const char *place, const char *root)
{
	size_t length = strlen(root);

	if (place_is_element(root) && !strncmp(place, root, length - 2) &&
	    !strncmp(place + length - 2, "->", 2))
		return true;
	return !strncmp(place, root, length) && (!place[length] || opens_member(place + length));
}

/**
 * place_spoken() - a place as a person would write it
 * @function: the function whose place it is
 * @place: the place: "ptlp[]" is *ptlp; "@7" is what the call that is fact 7 returns
 */
const char *place_spoken(const struct function *function, const char *place)
{
	const char *rest;
	char *end;
	long index;

	if (*place == '&')
		return place + 1;
	if (*place != '@') {
		size_t length = strlen(place);

		return place_is_element(place) && place_root(place) != place &&
		       strlen(place_root(place)) == length - 2 ?
		       intern(arena_printf("*%.*s", (int)length - 2, place)) : place;
	}
	if (place_under(place, "@ret"))
		return intern(arena_printf("its value%s", place + 4));
	index = strtol(place + 1, &end, 10);
	rest = end;
	if (index < 0 || index >= function->nfacts || function->facts[index].kind != CALL)
		return "a call's value";
	return intern(arena_printf("the value%s of %s()", rest, function->facts[index].name));
}

/**
 * place_root() - the variable with which a place begins
 * @place: the place
 */
const char *place_root(const char *place)
{
	return intern_range(place + (*place == '&'), strcspn(place + (*place == '&'), ".[-"));
}
