/* SPDX-License-Identifier: GPL-2.0 */
/* What the files that tell what a call does have in common. */
#ifndef CALLS_H
#define CALLS_H

#include "verdict.h"

enum { DEFINITIONS = 512 };	/* so many may one name have */

struct involved {		/* how the arguments of a call touch what is tracked */
	bool mapping;		/* the mapping, or what holds it */
	bool entry;		/* an entry by value: a macro may still write it */
	bool lock, table;
	const char *place;	/* the first place of the mapping, for people */
};

/* arguments.c */
struct involved call_involves(const struct fact *call, const struct state *state);
struct ref argument_ref(const struct fact *call, int n);
const char *argument_written(const struct fact *call, int n);
const char *pointee(struct ref ref);
bool is_mapping(const struct state *state, struct ref ref);
const struct fact *with_values(struct walk *walk, const struct fact *call,
			       const struct state *state);

/* locking.c */
void lock_release(struct state *state, long lock);
void mapping_drop(struct state *state);
int by_locking_words(struct walk *walk, const struct fact *call, const struct state *state,
		     struct state *out);
int by_giving_words(const struct fact *call, const struct state *state, struct state *out);

/* writes.c */
bool by_writing_words(struct walk *walk, const struct fact *call, const struct state *state);

/* binding.c */
struct state state_in_callee(const struct function *caller, const struct fact *call,
			     const struct function *callee, const struct state *state);
struct state state_after_call(struct walk *walk, const struct fact *call,
			      const struct function *callee, const struct state *before,
			      const struct state *exit);

/* follow.c */
int states_add(struct walk *walk, struct state *out, int count, int most,
	       const struct state *state);
void forget_arguments(const struct fact *call, struct state *state);
void follow_nothing(struct walk *walk, const struct fact *call, const char *why,
		    const struct state *state, struct state *out);
int follow_definitions(struct walk *walk, const struct fact *call, const struct state *state,
		       struct state *out, int most);

#endif
