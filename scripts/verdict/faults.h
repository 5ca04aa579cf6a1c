/* SPDX-License-Identifier: GPL-2.0 */
/* What has ended on a path, and what is done with it nevertheless. */
#ifndef FAULTS_H
#define FAULTS_H

#include "calls.h"

/* fates.c: a fault that every path from a place leads to, or only some */
enum fault {
	UNLOCKED_TWICE,		/* from an unlock: the same lock is unlocked again */
	UNMAPPED_TWICE,		/* from an unmap: the same pointer is unmapped again */
	GIVEN_TWICE,		/* from a call that gives back: the same call again */
	USED_LATE,		/* from an unmap: what it mapped is read or written */
	LOCKED_LATE,		/* from an unmap: the table's lock is taken, under no other lock */
	LOCK_LEFT,		/* from a failed recheck: the function leaves with a lock of its own */
	MAPPING_LEFT,		/* ... or with the mapping */
	LOCKED_TWICE,		/* at a lock: one is held that may be the same */
	WRITTEN_LATE,		/* at a write: the lock has just been released */
	LEFT_UNCHECKED,		/* at a lock: callers get the mapping locked, and can't recheck it */
	LEFT_WRONG,		/* at a recheck: callers get the mapping where it failed, and only there */
	UNHEEDED,		/* at a recheck: what it says is thrown away */
	UNMAPPED_NULL,		/* at an unmap: the map returned NULL */
	FAULTS,
};

struct fate {
	enum fault kind;
	long mark;			/* where it begins */
	const void *of;			/* the lock's number, or what was given back */
	const struct step *fault;	/* where it is wrong, on some path; NULL: on none */
	bool spared;			/* some path is right */
	struct fate *next;
};

const char *fault_name(enum fault kind);
void fates_merge(struct finding *to, const struct fate *from, const struct step *lead);
void fate_fault(struct walk *walk, enum fault kind, long mark, const void *of, int offset,
		const char *what);
void fate_spare(struct walk *walk, enum fault kind, long mark, const void *of);

/* ended.c: what is done with a mapping, or a lock, that has ended */
enum {				/* in place of marks */
	CALLED = -1,		/* the callee's: its call stands for it */
	UNSEEN = -2,		/* OTHER: what was done since isn't known */
};

void mapping_begins(struct walk *walk, struct state *state);
void mapping_misused(struct walk *walk, enum fault kind, long mark, int offset, const char *what,
		     struct state *state);
void mapping_unmapped(struct walk *walk, const struct fact *call, int n, bool surely,
		      struct state *state);
void unmapped_again(struct walk *walk, const struct fact *call, int n, struct state *state);
void lock_taken(struct walk *walk, const struct fact *call, struct state *state, long number,
		const char *what);
void lock_released(struct walk *walk, const struct fact *call, struct state *state, long number,
		   bool known, const char *what);
void released_locks_given(struct walk *walk, const struct fact *call, struct state *state);

/* used.c: what is read or written through a pointer that was unmapped */
void check_ended(struct walk *walk, const struct node *node, struct state *state);

/* undone.c: what is undone where a recheck has failed, and at the ends of the function */
void given_back(struct walk *walk, const struct fact *call, struct state *state);
void given_forget(struct walk *walk, const char *name, struct state *state);
long other_mark(const struct step *at);
void path_unknown(struct walk *walk, struct state *state);
void path_ends(struct walk *walk, const struct state *state, bool again);
bool kept_outside(const struct function *function, const char *place);

/* tablelock.c: which other locks don't keep the mapping's table */
bool is_table_lock(const struct walk *walk, long number);
bool is_over(const struct state *state, long number);
const struct fact *keeper(const struct walk *walk, const struct state *state);
void locks_differ(const struct walk *walk, struct state *state, long number);
bool is_of_other_table(const struct walk *walk, const struct state *state, const void *number);

/* tablevalue.c: the table entry's value as it is now */
void value_read(const struct fact *call, struct state *state);
void value_copied(struct ref right, const char *left, const struct state *old,
		  struct state *state);
const char *value_fault(const struct walk *walk, const struct state *state, const char *argument);

#endif
