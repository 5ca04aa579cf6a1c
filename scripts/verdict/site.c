// SPDX-License-Identifier: GPL-2.0
/*
 * The verdict of one site: what its function does with the mapping, and
 * where the mapping leaves it, what its callers do.
 */
#include <string.h>
#include "verdict.h"

enum { MOST_CALLERS = 4096, CALLER_DEPTH = 6 };

/* @lead: how the mapping came to the function that was explored, or NULL */
static void merge(struct judgement *to, const struct result *from, const struct step *lead)
{
	finding_merge(&to->finding, &from->finding, lead);
	if (from->uses) {
		struct use **at = &to->uses;

		while (*at)
			at = &(*at)->next;
		*at = from->uses;
	}
}

/* An end at which the mapping lives on, and no place is known to hold it. */
static bool is_lost(const struct result *result)
{
	for (int i = 0; i < result->count; i++)
		if (state_has(&result->exits[i], LIVE, NULL) &&
		    !state_kind(&result->exits[i], MAPPED))
			return true;
	return false;
}

/* The exits at which the mapping is still there, and can be reached. */
static bool escapes(const struct result *result)
{
	for (int i = 0; i < result->count; i++) {
		if (!state_has(&result->exits[i], LIVE, NULL))
			continue;
		for (int k = 0; k < result->exits[i].count; k++)
			if (result->exits[i].at[k].kind == MAPPED)
				return true;
	}
	return false;
}

static bool calls(const struct function *function, const char *name)
{
	for (int i = 0; i < function->nfacts; i++)
		if (function->facts[i].kind == CALL && function->facts[i].name == name)
			return true;
	return false;
}

static bool may_call(const struct function *caller, const struct function *callee)
{
	const struct function *found[512];
	int count = resolve(caller, callee->name, found, 512);

	for (int i = 0; i < count; i++)
		if (found[i] == callee)
			return true;
	return false;
}

static void unknown(struct judgement *judgement, const struct function *function, const char *what)
{
	if (!judgement->finding.unknown)
		judgement->finding.unknown = step_new(function, 0, intern(what), NULL);
}

/* The step with which the mapping leaves a function: where it was put last. */
static const struct step *leaving(const struct function *function, const struct result *yields)
{
	int offset = function_name_offset(function);
	const char *place = NULL, *what;

	for (int i = 0; i < yields->count; i++) {
		const struct state *exit = &yields->exits[i];

		for (int k = 0; k < exit->count; k++)
			if (exit->at[k].kind == MAPPED &&
			    (!place || strcmp(exit->at[k].place, place) < 0))
				place = exit->at[k].place;
	}
	for (const struct put *put = yields->puts; place && put; put = put->next)
		if (put->place == place)
			offset = put->offset;
	if (!place)
		what = "leaves it to its callers";
	else if (place_under(place, "@ret"))
		what = "returns it to its callers";
	else
		what = arena_printf("leaves it to its callers in %s", place_spoken(function, place));
	return step_new(function, offset, intern(what), NULL);
}

static void follow_callers(struct judgement *judgement, struct function *function,
			   const struct result *yields, const struct step *lead, int depth)
{
	const struct step *here;
	int found = 0;

	if (!depth) {
		unknown(judgement, function, "leaves it to its callers: too many layers to follow");
		return;
	}
	need_callers(function);
	if (!callers_known(function)) {
		unknown(judgement, function, "leaves it to its callers");
		return;
	}
	if (address_taken(function))
		unknown(judgement, function, "leaves it to its callers, some of which go by its address");
	for (int i = 0; i < functions.count; i++) {
		struct function *caller = &functions.at[i];
		struct state nothing = { 0 };
		struct origin origin = {
			.function = caller, .call = -1, .callee = function->name,
			.yields = yields, .yielder = function,
		};
		const struct result *result;

		if (caller == function || !calls(caller, function->name) ||
		    !may_call(caller, function))
			continue;
		found++;
		if (caller->is_macro) {
			unknown(judgement, caller, "is a macro, and leaves it where it is expanded");
			continue;
		}
		result = explore(caller, &nothing, &origin, word_limit("depth"));
		if (is_lost(result))
			unknown(judgement, caller, "does not unmap it, and it is not known where it is");
		here = step_after(lead, leaving(function, yields));
		merge(judgement, result, here);
		if (escapes(result))
			follow_callers(judgement, caller, result, here, depth - 1);
	}
	if (!found)
		unknown(judgement, function, "leaves it to callers that this tree does not show");
}

static const struct fact *call_at(const struct function *function, int line, int column)
{
	int offset = function_offset(function, line, column);

	for (int i = 0; i < function->nfacts; i++) {
		const struct fact *fact = &function->facts[i];

		if (fact->kind == CALL && fact->start == offset)
			return fact;
	}
	return NULL;
}

static int number_at(struct json_object *object, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(object, key, &value) ? json_object_get_int(value) : -1;
}

/* Follow the paths of a site's function; behind a wrapper, from what it yields. */
static const struct result *follow_site(struct json_object *site, struct function **function,
					const char **why)
{
	struct origin origin = { .call = -1 };
	struct state nothing = { 0 };
	const struct result *result;
	struct json_object *wrapper;
	const struct fact *call;
	bool known; /* what the problem was */

	*function = &functions.at[number_at(site, "function")];
	known = (*function)->problem && *(*function)->problem;
	if (!(*function)->parsed) {
		*why = arena_printf("%s() could not be parsed%s%s", (*function)->name,
				    known ? ": " : "", known ? (*function)->problem : "");
		return NULL;
	}
	call = call_at(*function, number_at(site, "line"), number_at(site, "column"));
	if (!call) {
		*why = "the call stands where spatch does not see it as one";
		return NULL;
	}
	origin.call = call->start;
	origin.function = *function;
	if (json_object_object_get_ex(site, "wrapper", &wrapper) && wrapper) {
		struct function *inner;

		origin.yields = follow_site(wrapper, &inner, why);
		if (!origin.yields)
			return NULL;
		origin.yielder = inner;
		origin.callee = call->name;
	}
	result = explore(*function, &nothing, &origin, word_limit("depth"));
	if (!origin.done) {
		*why = "no path of the function is seen to reach the call";
		return NULL;
	}
	return result;
}

/**
 * site_judge() - judge one site
 * @site: "function": index of its function; "line", "column": of the call in
 *        that function's slice; "wrapper": the site in the wrapper that is
 *        called there, if it is one
 *
 * Return: verdict, reason, recheck and evidence.
 */
struct json_object *site_judge(struct json_object *site)
{
	struct judgement judgement = { 0 };
	const char *why = NULL;
	struct function *function;
	const struct result *result = follow_site(site, &function, &why);

	if (!result)
		return refusal_print(why);
	merge(&judgement, result, NULL);
	if (is_lost(result))
		unknown(&judgement, function, "does not unmap it, and it is not known where it is");
	if (escapes(result))
		follow_callers(&judgement, function, result, NULL, CALLER_DEPTH);
	return judgement_print(&judgement);
}
