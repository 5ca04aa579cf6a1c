// SPDX-License-Identifier: GPL-2.0
/* What is answered about a site: verdict, reason, recheck and evidence. */
#include "faults.h"

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

static void object_step(struct json_object *object, const char *key, const struct step *step)
{
	json_object_object_add(object, key,
			       step ? step_print(step->function, step->line, step->what) : NULL);
}

static struct json_object *faults_print(const struct fate *fate)
{
	struct json_object *list = json_object_new_array();

	for (; fate; fate = fate->next) {
		struct json_object *object, *path;

		if (!fate->fault || fate->spared)
			continue;
		object = json_object_new_object();
		path = json_object_new_array();
		put(object, "kind", fault_name(fate->kind));
		object_step(object, "begin", mark_step(fate->mark));
		chain_print(path, fate->fault);
		json_object_object_add(object, "path", path);
		json_object_array_add(list, object);
	}
	return list;
}

static struct json_object *recheck_print(const struct finding *finding)
{
	struct json_object *object = json_object_new_object(), *locks, *bares;
	const struct step *at = NULL;
	const char *kind = "none", *why = "nothing is written";

	if (finding->unguarded) {
		kind = "pmd_same";
		at = finding->taken ? finding->taken : step_end(finding->unguarded);
		why = finding->taken ?
		      "nothing proves the table between this lock and the write" :
		      "the write is not seen to be under the mapping's lock";
		if (finding->almost)
			why = intern(arena_printf("%s; %s:%d: %s", why,
						  finding->almost->function->file,
						  finding->almost->line, finding->almost->what));
	} else if (finding->doubtful) {
		kind = "pmd_same";
		at = finding->doubt;
		why = at->what;
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
			       json_object_new_boolean(!finding->unguarded && !finding->doubtful &&
						       finding->guarded));
	if (values_are_mapped()) {
		json_object_object_add(object, "guarded",
				       json_object_new_boolean(!!finding->guarded));
		object_step(object, "taken", finding->unguarded ? finding->taken : NULL);
		object_step(object, "almost", finding->unguarded ? finding->almost : NULL);
		object_step(object, "doubt", finding->unguarded ? NULL : finding->doubt);
		object_step(object, "unknown", step_end(finding->unknown));
		json_object_object_add(object, "faults", faults_print(finding->fates));
	}
	locks = json_object_new_array();
	for (int i = 0; i < finding->nlocks; i++) {
		const struct step *lock = mark_step(finding->locks[i]);

		json_object_array_add(locks, step_print(lock->function, lock->line, lock->what));
	}
	json_object_object_add(object, "locks", locks);
	json_object_object_add(object, "bare", json_object_new_boolean(finding->bare));
	bares = json_object_new_array();
	for (int i = 0; i < finding->nbares; i++) {
		struct json_object *chain = json_object_new_array();

		chain_print(chain, finding->bares[i]);
		json_object_array_add(bares, chain);
	}
	json_object_object_add(object, "bare_writes", bares);
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
	if (finding_write(&judgement->finding))
		chain_print(evidence, finding_write(&judgement->finding));
	else if (judgement->finding.unknown)
		chain_print(evidence, judgement->finding.unknown);
	else
		for (struct use *use = judgement->uses; use; use = use->next)
			json_object_array_add(evidence,
					      step_print(use->function, use->line, use->what));
	json_object_object_add(object, "evidence", evidence);
	return object;
}

/**
 * judgement_print() - the verdict, with its reason, recheck and evidence
 * @judgement: what was found
 */
struct json_object *judgement_print(const struct judgement *judgement)
{
	const struct step *end;

	if (finding_write(&judgement->finding)) {
		end = step_end(finding_write(&judgement->finding));
		return judged("rw", arena_printf("%s:%d %s() %s", end->function->file, end->line,
						 end->function->name, end->what), judgement);
	}
	if (judgement->finding.unknown) {
		end = step_end(judgement->finding.unknown);
		return judged("manual", arena_printf("%s:%d %s() %s", end->function->file,
						     end->line, end->function->name, end->what),
			      judgement);
	}
	return judged("ro", "no path from here writes an entry before the mapping ends", judgement);
}

/**
 * refusal_print() - the verdict on a site that can't be looked at
 * @why: why not
 */
struct json_object *refusal_print(const char *why)
{
	struct judgement nothing = { 0 };

	return judged("manual", why, &nothing);
}
