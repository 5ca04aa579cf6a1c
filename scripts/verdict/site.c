// SPDX-License-Identifier: GPL-2.0
/*
 * The verdict of one site: what its function does with the mapping, and
 * where the mapping leaves it, what its callers do.
 */
#include <string.h>
#include "verdict.h"

enum { MOST_CALLERS = 4096, CALLER_DEPTH = 6 };

struct judgement {
	struct finding finding;
	struct use *uses;
	struct result last;
};

static void put(struct json_object *object, const char *key, const char *text)
{
	json_object_object_add(object, key, text ? json_object_new_string(text) : NULL);
}

static struct json_object *step_print(const struct function *function, int line, const char *what)
{
	struct json_object *object = json_object_new_object();

	put(object, "file", function->file);
	json_object_object_add(object, "line", json_object_new_int(line));
	put(object, "function", function->name);
	put(object, "what", what);
	return object;
}

static void chain_print(struct json_object *list, const struct step *step)
{
	for (; step; step = step->next)
		json_object_array_add(list, step_print(step->function, step->line, step->what));
}

static const struct step *end_of(const struct step *step)
{
	while (step && step->next)
		step = step->next;
	return step;
}

/* @lead: how the mapping came to the function that was explored, or NULL */
static const struct step *led(const struct step *lead, const struct step *chain)
{
	struct step *step;

	if (!lead || !chain)
		return chain;
	step = arena_alloc(sizeof(*step));
	*step = *lead;
	step->next = led(lead->next, chain);
	return step;
}

static void merge(struct judgement *to, const struct result *from, const struct step *lead)
{
	const struct finding *finding = &from->finding;

	if (!to->finding.write)
		to->finding.write = led(lead, finding->write);
	if (!to->finding.unguarded && finding->unguarded) {
		to->finding.unguarded = finding->unguarded;
		to->finding.taken = finding->taken;
	}
	for (int i = 0; i < finding->nlocks; i++)
		lock_note(&to->finding, finding->locks[i]);
	to->finding.bare |= finding->bare;
	if (!to->finding.guarded && finding->guarded) {
		to->finding.guarded = finding->guarded;
		to->finding.guard = finding->guard;
		to->finding.guard_kind = finding->guard_kind;
	}
	if (!to->finding.unknown)
		to->finding.unknown = led(lead, finding->unknown);
	if (!to->finding.almost)
		to->finding.almost = finding->almost;
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

static const char *left_in(const struct result *yields)
{
	for (int i = 0; i < yields->count; i++) {
		const struct state *exit = &yields->exits[i];

		for (int k = 0; k < exit->count; k++) {
			const char *place = exit->at[k].place;

			if (exit->at[k].kind == MAPPED)
				return place_under(place, "@ret") ? "returns it to its callers" :
				       intern(arena_printf("leaves it to its callers in %s", place));
		}
	}
	return "leaves it to its callers";
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
		here = led(lead, step_new(function, function->body, left_in(yields), NULL));
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

static struct json_object *recheck_print(const struct finding *finding)
{
	struct json_object *object = json_object_new_object(), *locks;
	const struct step *at = NULL;
	const char *kind = "none", *why = "nothing is written";

	if (finding->unguarded) {
		kind = "pmd_same";
		at = finding->taken ? finding->taken : end_of(finding->unguarded);
		why = finding->taken ?
		      "nothing proves the table between this lock and the write" :
		      "the write is not seen to be under the mapping's lock";
		if (finding->almost)
			why = intern(arena_printf("%s; %s:%d: %s", why,
						  finding->almost->function->file,
						  finding->almost->line, finding->almost->what));
	} else if (finding->guarded && finding->guard) {
		kind = finding->guard_kind;
		at = finding->guard;
		why = at->what;
	}
	put(object, "kind", kind);
	put(object, "file", at ? at->function->file : NULL);
	json_object_object_add(object, "line", at ? json_object_new_int(at->line) : NULL);
	put(object, "function", at ? at->function->name : NULL);
	put(object, "why", why);
	json_object_object_add(object, "present",
			       json_object_new_boolean(!finding->unguarded && finding->guarded));
	locks = json_object_new_array();
	for (int i = 0; i < finding->nlocks; i++) {
		const struct step *lock = mark_step(finding->locks[i]);

		json_object_array_add(locks, step_print(lock->function, lock->line, lock->what));
	}
	json_object_object_add(object, "locks", locks);
	json_object_object_add(object, "bare", json_object_new_boolean(finding->bare));
	return object;
}

static struct json_object *judged(const char *verdict, const char *reason,
				  const struct judgement *judgement)
{
	struct json_object *object = json_object_new_object();
	struct json_object *evidence = json_object_new_array();

	put(object, "verdict", verdict);
	put(object, "reason", reason);
	json_object_object_add(object, "recheck", recheck_print(&judgement->finding));
	if (judgement->finding.write)
		chain_print(evidence, judgement->finding.write);
	else if (judgement->finding.unknown)
		chain_print(evidence, judgement->finding.unknown);
	else
		for (struct use *use = judgement->uses; use; use = use->next)
			json_object_array_add(evidence,
					      step_print(use->function, use->line, use->what));
	json_object_object_add(object, "evidence", evidence);
	return object;
}

static struct json_object *conclude(const struct judgement *judgement)
{
	const struct step *end;

	if (judgement->finding.write) {
		end = end_of(judgement->finding.write);
		return judged("rw", arena_printf("%s:%d %s() %s", end->function->file, end->line,
						 end->function->name, end->what), judgement);
	}
	if (judgement->finding.unknown) {
		end = end_of(judgement->finding.unknown);
		return judged("manual", arena_printf("%s:%d %s() %s", end->function->file,
						     end->line, end->function->name, end->what),
			      judgement);
	}
	return judged("ro", "no path from here writes an entry before the mapping ends", judgement);
}

static struct json_object *refuse(const char *why)
{
	struct judgement nothing = { 0 };

	return judged("manual", why, &nothing);
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

	*function = &functions.at[number_at(site, "function")];
	if (!(*function)->parsed) {
		*why = arena_printf("%s() could not be parsed%s%s", (*function)->name,
				    *(*function)->problem ? ": " : "", (*function)->problem);
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
		return refuse(why);
	merge(&judgement, result, NULL);
	if (is_lost(result))
		unknown(&judgement, function, "does not unmap it, and it is not known where it is");
	if (escapes(result))
		follow_callers(&judgement, function, result, NULL, CALLER_DEPTH);
	return conclude(&judgement);
}
