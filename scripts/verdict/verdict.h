/* SPDX-License-Identifier: GPL-2.0 */
/*
 * verdict: facts in, verdicts and evidence out.
 *
 * Everything that the solver knows of a kernel comes in as data: the facts
 * that spatch extracted, and the campaign's tables of words.
 */
#ifndef VERDICT_H
#define VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <json-c/json.h>

struct function;

/* arena.c: memory that lives as long as the process, and interned strings */
void *arena_alloc(size_t size);
char *arena_printf(const char *format, ...) __attribute__((format(printf, 1, 2)));
const char *intern(const char *text);
const char *intern_range(const char *text, size_t length);
void arena_part(void);
void arena_free(void);

/* tokens.c: C text as tokens */
struct token {
	const char *text;	/* interned */
	int start, end;		/* offsets into what was read */
};

struct tokens {
	struct token *at;
	int count;
};

struct tokens tokens_read(const char *text, int start, int end);
struct tokens tokens_kept(const char *text, int start, int end);
void tokens_forget(void);
int token_close(const struct tokens *tokens, int open);
bool is_name(const char *text);

/* Expressions as spatch prints them, and as people write them. */
const char *pretty(const char *expression);

/* place.c: where a value is kept */
enum relation {
	UNRELATED,
	SAME,		/* the expression is the place's value */
	ENTRY,		/* ... what the place's value points to */
	ADDRESS,	/* ... a pointer to the place */
	CONTAINER,	/* ... or a pointer to what holds the place */
};

struct ref {
	const char *path;	/* "vmf->pte", "pte", "ptlp[]"; NULL: no plain place */
	bool address;		/* &path */
	bool moved;		/* path + something */
};

bool place_is_element(const char *path);
const char *place_join(const char *path, const char *more);
enum relation relate(const char *place, struct ref ref);
const char *place_in_callee(const char *place, struct ref argument, const char *param);
const char *place_in_caller(const char *place, const char *param, struct ref argument);
const char *place_rebase(const char *place, const char *from, const char *to);
bool place_under(const char *place, const char *root);
const char *place_root(const char *place);
const char *place_spoken(const struct function *function, const char *place);

/* refs.c: expressions read as places */
void refs_forget(void);
struct ref ref_read(const char *expression);
struct ref ref_of_tokens(const struct tokens *tokens, int from, int to);

/* words.c: the campaign's vocabulary */
enum { NO_ARGUMENT = -1, ANY_ARGUMENT = -2 };

void words_load(struct json_object *campaign);
int word_argument(const char *table, const char *name);
bool word_in(const char *table, const char *name);
bool name_has_word(const char *name, const char *table);
int write_argument(const char *name);
bool only_reads(const char *name);
const char *type_word(const char *which);
int word_limit(const char *which);
int old_argument(const char *which);
int api_argument(const char *name, const char *which);

/* facts.c: functions as spatch saw them */
enum fact_kind { CALL, ASSIGN, STEP, DECLARE };

struct fact {
	enum fact_kind kind;
	int start, end;		/* offsets into the function's text */
	int index;
	const char *name;	/* CALL: what is called; DECLARE: the variable */
	const char **args;	/* CALL */
	const char **written;	/* CALL: the arguments as they are written, if args are not */
	const char *result;	/* CALL: the place of its value, once it is asked for */
	int nargs;
	const char *left, *op, *right;	/* ASSIGN; DECLARE: right is the initialiser */
	const char *type;	/* DECLARE */
	bool lasting;		/* DECLARE: static or extern */
};

struct extent {
	int start, end;
};

struct function {
	int index;
	const char *name, *file, *alias, *problem;
	const char *unit;	/* of files that are compiled as one; NULL: of any */
	int line;		/* of the slice's first line */
	bool is_static, is_macro, is_weak, parsed;
	const char **params;
	const char **types;
	int nparams;
	const char *text;
	int body;		/* offset of the body's opening brace */
	int *lines, nlines, length;
	struct fact *facts;
	int nfacts;
	struct extent *statements;
	int nstatements;
	struct flow *flow;
	struct macro_use *macros;	/* names.c: once they are known */
	bool macros_known, macros_lacking;
};

struct functions {
	struct function *at;
	int count;
};

extern struct functions functions;

void facts_load(struct json_object *list);
int function_line(const struct function *function, int offset);
int function_offset(const struct function *function, int line, int column);
int function_name_offset(const struct function *function);
const char *variable_type(const struct function *function, const char *name);
bool is_local(const struct function *function, const char *name);

/* resolve.c: the definitions that a call may mean */
bool in_header(const char *file);
void resolve_prepare(void);
int resolve(const struct function *caller, const char *name,
	    const struct function **found, int most);

/* flow.c: the control-flow graph */
enum node_kind { PLAIN, CONDITION, RETURN, EXIT, JOIN };

struct node {
	enum node_kind kind;
	int start, end;
	int next[2];		/* CONDITION: where true, where false */
	bool maybe;		/* what stands here may be skipped: ?: or ({ }) */
	bool decided, truth;	/* RETURN: the truth of the returned expression is known here */
};

struct flow {
	struct node *nodes;
	int count, entry, exit;
	const char *unseen;	/* a call that stands in no statement */
	const char *odd_label;	/* a label that no goto is seen to lead to */
};

const struct flow *flow_of(struct function *function);

/* state.c: what is known at one point of one path */
enum entry_kind {
	MAPPED,		/* the place holds the mapping: how surely is an enum sureness */
	LIVE,		/* the mapping has not been unmapped */
	TABLE,		/* the place points to the entry the table hangs on */
	LOCK,		/* the place points to lock number value; 0 is the mapping's */
	HELD,		/* lock number place is held; value 1: since before the map */
	TAKEN,		/* where the mapping's lock was taken: value is a mark */
	NULLNESS,	/* the place's value: 0 NULL, 1 not NULL (or false, true) */
	NONENESS,	/* the entry value kept there: 0 not none, 1 none */
	FRESH,		/* the place keeps what was read through the mapping under its lock */
	TABLEVAL,	/* the place keeps the table entry's value as it was mapped */
	LIVEVAL,	/* ... as it was read: value 1, under the mapping's lock; 0, before that */
	GONE,		/* the place held the mapping until it was unmapped: value is a mark */
	GUARD,		/* place is the kind, value a mark: the recheck that holds */
	ALMOST,		/* value is a mark: a comparison passed that is no guard */
	FAILED,		/* a comparison with TABLEVAL has in function place, whose if ends at value */
	ASKED,		/* TABLEVAL was used under lock number place, and how isn't followed; value is a mark */
	RELEASED,	/* lock number place was released: value is a mark */
	JUST,		/* ... the mapping's, and no condition stands between */
	UNMAPPED,	/* value is a mark: the mapping was */
	OTHER,		/* value is a mark: a comparison with TABLEVAL said that the table is another */
	GIVEN,		/* the call place, as text, gave something back: value is a mark */
	DIFFERENT,	/* lock number place is not the mapping's */
	OVER,		/* lock number place came from the call value, which was given a table's entry */
};

enum sureness {
	SURE = 1,
	MAY,		/* one of several things, of which the mapping is one */
	DERIVED,	/* a number or pointer that leads to it: base + (pte - base) */
};

struct entry {
	int kind;
	const void *place;
	long value;
};

enum { STATE_ENTRIES = 48 };

struct state {
	int count;
	struct entry at[STATE_ENTRIES];
};

bool state_set(struct state *state, int kind, const void *place, long value);
bool state_has(const struct state *state, int kind, const void *place);
long state_get(const struct state *state, int kind, const void *place, long otherwise);
void state_drop(struct state *state, int kind, const void *place);
bool state_kind(const struct state *state, int kind);
bool kind_has_place(int kind);
void state_drop_kind(struct state *state, int kind);
void state_forget_given(struct state *state, const char *place);
void state_forget_place(struct state *state, const char *place);
void state_forget_value(struct state *state, const char *place);
void state_rename(struct state *state, const char *from, const char *to);
bool state_equal(const struct state *one, const struct state *other);
bool state_overflowed(void);
unsigned long state_hash(const struct state *state);

/* evidence.c: what happened where, as a chain */
struct step {
	const struct function *function;
	int line;
	const char *what;
	const struct step *next;
	int length;
};

struct finding {
	const struct step *unguarded;	/* the nearest write that nothing rechecks */
	const struct step *taken;	/* ... where its lock is taken */
	const struct step *almost;	/* ... a comparison before it that is no guard, and why */
	const struct step *doubtful;	/* the nearest behind a use of TABLEVAL that isn't followed */
	const struct step *doubt;	/* ... namely this */
	const struct step *guarded;	/* the nearest that something does */
	const char *guard_kind;
	const struct step *guard;	/* ... namely this */
	long locks[8];			/* marks: every lock that has unguarded writes */
	int nlocks;
	bool bare;			/* a write that is not seen to be under the lock */
	const struct step *bares[8];	/* ... these: chains, the first few */
	int nbares;
	struct fate *fates;		/* what becomes of paths on which something has ended */
	const struct step *unknown;	/* the first thing not understood */
};

const struct step *step_new(const struct function *function, int offset,
			    const char *what, const struct step *next);
const struct step *step_end(const struct step *step);
const struct step *step_after(const struct step *lead, const struct step *chain);
void marks_forget(void);
long mark_new(const struct step *step);
const struct step *mark_step(long mark);
const struct step *finding_write(const struct finding *finding);
void finding_merge(struct finding *to, const struct finding *from, const struct step *lead);
void lock_note(struct finding *finding, long mark);
void bare_note(struct finding *finding, const struct step *chain);

/* explore.c: every path of a function, from a state */
struct result {
	struct state *exits;
	int count;
	struct finding finding;
	struct use *uses;
	struct put *puts;
	bool busy;
	bool valued;		/* the value of the table's entry was output in it */
};

struct use {
	const struct function *function;
	int line;
	const char *what;
	struct use *next;
};

struct put {			/* what last made a place hold the mapping */
	const char *place;
	int offset;
	struct put *next;
};

struct origin {			/* where a mapping comes from in the function explored */
	const struct function *function;
	int call;		/* offset of the call; -1: each call of callee */
	const char *callee;	/* NULL: the old API itself */
	const struct result *yields;	/* what callee leaves behind */
	const struct function *yielder;
	bool done;		/* the call was met */
};

void memos_forget(void);
const struct result *explore(struct function *function, const struct state *entry,
			     struct origin *origin, int depth);

/* needs.c: names the solver looked for */
void need_definition(const char *name, bool weak);
void need_callers(const struct function *function);
bool callers_known(const struct function *function);
bool address_taken(const struct function *function);
void needs_load(struct json_object *input);
bool lacking_begin(void);
bool lacking_end(bool outer);
void lacking_note(void);
struct json_object *needs_print(void);

/* effects.c: what one fact does to a state */
struct walk {
	struct function *function;
	struct origin *origin;
	struct result *result;
	int depth;
	const struct state *entry;	/* what is known where the function begins */
	bool maybe;		/* what stands here may be skipped */
	const char *consumed;	/* a call's value that was an argument */
	bool overflow;		/* a call ended in more ways than are kept */
};

int effects(struct walk *walk, const struct fact *fact, const struct state *state,
	    struct state *out, int most);

/* notes.c: what is met on the way */
void use_note(struct walk *walk, int offset, const char *what);
void unknown_note(struct walk *walk, int offset, const char *what);
void put_note(struct walk *walk, int offset, const char *place);
void write_note(struct walk *walk, int offset, const char *what,
		const struct state *state, const struct step *next);

/* values.c: what an expression may be */
const char *result_place(const struct fact *fact);
const struct fact *call_at_end(const struct function *function, const struct fact *fact,
			       const char *expression);
int longest(const struct tokens *tokens, int from);
int may_be(const char *expression, const char *place, const struct state *state,
	   bool subtracted);
int moved_as(const struct function *function, const char *expression, const struct state *state);

/* names.c: other names for one thing */
bool has_other_name(const struct function *function, const char *place);
bool may_be_macro(const struct function *function, const char *name);
const char *undeclared(const struct function *function, const char *expression);
void check_names(struct walk *walk, const struct node *node, const struct state *state);

/* stores.c: where a store goes */
enum target { TO_OTHER, TO_ENTRY, TO_TABLE, UNSURE };

enum target store_target(const struct walk *walk, const char *left, const struct state *state);

/* calls.c */
int call_effects(struct walk *walk, const struct fact *fact, const struct state *state,
		 struct state *out, int most);

/* conditions.c: what a condition tells of its two sides */
bool refine(struct walk *walk, const struct node *node, struct state *state, bool side);

/* asked.c: uses of the table entry's value, as it was mapped, that aren't followed */
bool values_are_mapped(void);
bool is_flag(const struct function *function, const char *name);
void comparison_failed(const struct walk *walk, int offset, struct state *state);
void check_values(struct walk *walk, const struct node *node, const struct state *before,
		  struct state *state);
void check_flag(const struct walk *walk, const struct fact *assign, struct state *state);

/* mentions.c: names that no fact explains */
void check_mentions(struct walk *walk, const struct node *node, const struct state *state);

/* document.c: whether the input is what it should be */
const char *document_fault(struct json_object *input);

/* judge.c: all sites of a document */
void document_load(struct json_object *input);
void document_forget(void);
struct json_object *document_judge(struct json_object *input);

/* session.c: documents that grow */
int session_run(FILE *input);

/* answer.c: what is answered about a site */
struct judgement {
	struct finding finding;
	struct use *uses;
};

struct json_object *judgement_print(const struct judgement *judgement);
struct json_object *refusal_print(const char *why);

/* site.c: the verdict of one site */
struct json_object *site_judge(struct json_object *site);

#endif
