/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the plugin's files share: words, values, states, findings.
 *
 * The method is property simulation (M. Das, S. Lerner, M. Seigle: ESP,
 * path-sensitive program verification in polynomial time, PLDI 2002): states
 * that meet at a block are merged if they agree on the property, which here is
 * the state of every mapping and lock. What else they know is kept only as far
 * as both know it. Callees of the unit are followed with the caller's values.
 */
#ifndef MAPPING_H_INCLUDED
#define MAPPING_H_INCLUDED

#include "gcc-common.h"

/* ---- table.c: the words that the table file gives ---- */

enum role {
	ROLE_NONE, ROLE_MAP, ROLE_UNMAP, ROLE_LOCK, ROLE_TRYLOCK, ROLE_UNLOCK,
	ROLE_LOCKED, ROLE_SAME_TABLE, ROLE_SAME_ENTRY, ROLE_IS_NONE,
	ROLE_NOT_NONE, ROLE_WRITE, ROLE_READ, ROLE_READ_ENTRY, ROLE_READ_TABLE,
	ROLE_VALUE, ROLE_RCU_LOCK, ROLE_RCU_UNLOCK,
};

enum api { API_OLD, API_RO, API_RW, API_LOCKED, API_PLAIN, API_GIVEN };

/**
 * struct word - what a function of the table does
 * @name: its name, or the beginning of it
 * @role: what it does
 * @api: of ROLE_MAP, which
 * @arg: position of the argument it is about; -1 for any
 * @pmd: of ROLE_MAP and ROLE_LOCKED, position of the pointer to the table's entry
 * @pmdval: of ROLE_MAP, position of the pointer that takes the entry, or -1
 * @ptl: of ROLE_MAP, position of the pointer that takes the lock, or -1
 * @maybe: of ROLE_LOCKED: or returns NULL
 */
struct word {
	char *name;
	enum role role;
	enum api api;
	int arg, pmd, pmdval, ptl;
	bool maybe;
};

/**
 * struct couple - what takes something, and what gives it back
 * @take: name of the one function
 * @give: name of the other
 * @once: it can't be taken twice, as a lock; else it is counted, as a reference
 */
struct couple {
	char *take, *give;
	bool once;
};

bool table_read(const char *path);
const struct couple *table_couple(const_tree fn, bool *takes);
const struct word *table_word(const_tree fn);
bool table_reads_like(const_tree fn);
bool table_is_slot(const_tree type);
bool table_is_entry(const_tree type);
const char *table_hidden(void);
const char *api_name(enum api api);

/* ---- value.c: symbolic values, each built once ---- */

typedef int val;
#define UNKNOWN 0
#define NEVER_SET (-1)	/* what a pointer holds before it is set: no address */

enum vkind {
	V_UNKNOWN, V_INT, V_SYM, V_OBJECT, V_REG, V_FIELD, V_ADD, V_MERGE,
	V_MAP, V_LOCK, V_PMDVAL, V_TABLELOCK, V_CONTENT, V_ENTRY, V_LIVE,
	V_SAME, V_TRY, V_EQ, V_LESS, V_NOT, V_AND, V_OR, V_NONE, V_APPLY, V_OP,
	V_READ,
};

/**
 * struct value - a node; @a and @b are values or numbers, by @kind
 * @kind: what it is
 * @a: V_INT the number; V_SYM, V_OBJECT, V_REG the context; V_MAP, V_LOCK,
 *     V_PMDVAL the mapping; else a value
 * @b: V_MAP, V_LOCK, V_PMDVAL: 1 if of an older map of the same site
 * @p: statement, declaration or name that tells it from others
 */
struct value {
	enum vkind kind;
	long a, b;
	const void *p;
};

val value(enum vkind kind, long a, long b, const void *p);
val value_of_mapping(enum vkind kind, int mapping);
const struct value *value_of(val v);
val value_int(HOST_WIDE_INT n);
val value_field(val base, HOST_WIDE_INT offset);
val value_add(val base, val index);
val value_not(val v);
val value_equal(val a, val b);
val value_less(val a, val b);
val value_root(val address);
bool value_is(val v, enum vkind kind);
bool value_is_truth(val v);
bool value_mentions(val v, val part);
val value_replace(val v, val part, val by);
val value_age(val v, int mapping);
val value_timeless(val v);
int value_mapping(val v);
void value_reset(void);

/* ---- state.c: what is known at a point ---- */

struct pair {
	val at, to;
};

/* struct pairs - a map from value to value, sorted by the first */
struct pairs {
	struct pair *v;
	int n, max;
};

val pairs_get(const struct pairs *p, val at, val otherwise);
void pairs_set(struct pairs *p, val at, val to);
void pairs_drop(struct pairs *p, int i);

enum claim_kind {
	CLAIM_FRESH,	/* @what was read while @lock was held */
	CLAIM_PROOF,	/* if @what is true, @mapping is rechecked under @lock */
	CLAIM_GUARD,	/* @mapping is rechecked, as long as @lock is held */
	CLAIM_BEFORE,	/* @lock has been held since before @mapping was made */
};

struct claim {
	enum claim_kind kind;
	val what;
	int mapping;
	val lock;
};

enum status { ABSENT, MAPPED, UNMAPPED, ESCAPED };

/* Why a mapping is not rechecked, for the one who reads it */
enum why {
	WHY_NO_RECHECK, WHY_EARLY, WHY_STALE_READ, WHY_OTHER, WHY_OLDER, WHY_SELF,
	WHY_READING, WHY_NONE_VALUE, WHY_MAYBE_NONE, WHY_LOST, WHY_UNKNOWN_VALUE,
};

/**
 * struct mapping - the state of one mapping
 * @status: whether it is mapped
 * @pmd: the pointer to the table's entry it was made by
 * @why: the last thing that was no recheck
 * @locked: its lock has been taken since the map
 * @unsure: why nothing about it can be refuted, or NULL
 * @no_lock: why nothing about its lock can be refuted, or NULL
 * @at: where it was made
 */
struct mapping {
	enum status status;
	val pmd;
	enum why why;
	bool locked;
	const char *unsure, *no_lock;
	location_t at;
};

/* struct step - a way back to the entry of the function */
struct step {
	const struct step *up;
	location_t at;
	const char *what;
};

struct held {
	val lock;
	location_t at;
};

/* struct ref - what was taken and given back of an object since the function began */
struct ref {
	const struct couple *couple;
	val object;
	int n;		/* taken, less what was given back */
	bool taken;	/* here, at some time */
};

struct state {
	struct pairs env, mem, eras, facts;
	struct claim *claims;
	int n_claims;
	struct held *held;
	int n_held;
	struct ref *refs;
	int n_refs;
	struct mapping *maps;
	int n_maps;
	int *order;		/* mappings that are mapped, the oldest first */
	int n_order;
	int rcu;
	bool doubt;		/* whether it can be at all */
	const struct step *path;
	struct state *next;	/* in a list of states */
};

struct state *state_new(void);
struct state *state_copy(const struct state *st);
void state_free(struct state *st);
void state_step(struct state *st, location_t at, const char *what);
void state_forget(struct state *st, val sym);
void state_age(struct state *st, int k);
struct mapping *state_map(struct state *st, int k);
bool state_claims(const struct state *st, enum claim_kind kind, val what, int k,
		  val lock);
void state_claim(struct state *st, enum claim_kind kind, val what, int k,
		 val lock);
void state_drop_lock(struct state *st, val lock);
void state_leave(struct state *st, int ctx);
val state_held(struct state *st, val lock);
bool relevant(const struct state *st, val v);
bool state_is_over(const struct state *st, int k);
extern bool coarse;
void steps_reset(void);

/* ---- merge.c ---- */
bool state_agrees(const struct state *a, const struct state *b);
bool state_merge(struct state *a, struct state *b, int place);

/* ---- memory.c: operands of statements ---- */

/**
 * struct cursor - where we are
 * @fn: the function whose body it is
 * @ctx: the chain of calls that led here, as a number
 * @stmt: the statement
 * @at: its location
 * @depth: calls from the root
 */
struct cursor {
	struct function *fn;
	int ctx;
	gimple *stmt;
	location_t at;
	int depth;
};

val eval(struct state *st, const struct cursor *c, tree t);
val argument(struct state *st, const struct cursor *c, int i);
val address_of(struct state *st, const struct cursor *c, tree ref);
val load(struct state *st, const struct cursor *c, val at, tree ref);
void store(struct state *st, const struct cursor *c, val at, val v, tree ref);
void havoc(struct state *st, const struct cursor *c, val root);
val fresh(struct state *st, const struct cursor *c, enum vkind kind, val about);
void set_result(struct state *st, const struct cursor *c, tree lhs, val v);

/* ---- assign.c ---- */
void assign(struct state *st, const struct cursor *c);
val compare(enum tree_code code, val a, val b);
void forget_range(struct state *st, val at, HOST_WIDE_INT size);
HOST_WIDE_INT size_of(tree ref);

/* ---- condition.c ---- */
int truth(struct state *st, val cond);
bool assume(struct state *st, const struct cursor *c, val cond, bool is);
bool needs_change(const struct state *st);
bool same_lock(struct state *st, val a, val b);
bool may_be_same(struct state *st, val a, val b);
void set_apart(struct state *st, val a, val b);

/* ---- events.c: what the API does to the property ---- */
struct state *do_map(struct state *st, const struct cursor *c,
		     const struct word *w);
void do_unmap(struct state *st, const struct cursor *c, val v);
void do_lock(struct state *st, const struct cursor *c, val v);
void do_unlock(struct state *st, const struct cursor *c, val v);
void do_write(struct state *st, const struct cursor *c, val v, const char *maybe);
void do_write_table(struct state *st, const struct cursor *c, val pmd);
void do_use(struct state *st, const struct cursor *c, val v, bool sure);
void do_return(struct state *st, const struct cursor *c, val v);

/* ---- refs.c ---- */
void refs_count(struct state *st, const struct cursor *c, tree decl);
bool refs_agree(const struct state *a, const struct state *b);
void refs_common(struct state *a, const struct state *b, bool *changed);
void refs_forget(struct state *st, val sym);
void refs_return(struct state *st, const struct cursor *c);

/* ---- exits.c ---- */
void exits_note(struct state *st, const struct cursor *c);
void exits_compare(void);
void exits_reset(void);

/* ---- compare.c ---- */
val do_same(struct state *st, const struct cursor *c, const struct word *w,
	    val a, val b);
val read_table(struct state *st, const struct cursor *c, val pmd);
val read_entry(struct state *st, const struct cursor *c, val map);
bool guarded(struct state *st, int k);
bool protects(struct state *st, int k, val lock);

/* ---- call.c, walk.c, branch.c ---- */
struct frame;
void follow_edge(struct frame *f, edge e, struct state *st);
void branch(struct frame *f, const struct cursor *c, struct state *st);
void switch_over(struct frame *f, const struct cursor *c, struct state *st);
struct state *do_call(struct state *st, struct cursor *c);
struct state *walk(struct function *fn, int ctx, int depth, struct state *st);
bool walk_root(struct cgraph_node *node, bool coarsely, bool given);
bool out_of_budget(void);
int context(int up, const void *call);

/* ---- live.c ---- */
bool live_in(struct function *fn, basic_block bb, unsigned int version);
void live_reset(void);

/* ---- pure.c ---- */
struct function *body_of(tree decl);
bool is_pure(struct function *fn);
bool is_expression(struct function *fn);
bool is_small(struct function *fn);
void pure_reset(void);

/* ---- findings.c: one fact for each mapping and kind ---- */

enum kind {
	K_RECHECK, K_WRITE, K_UNMAP, K_LOCK, K_USE, K_ORDER, K_PMDVAL, K_STRUCT,
	K_REF,
	N_KINDS,
};

enum verdict { PROVEN, UNKNOWN_VERDICT, REFUTED };

int finding_mapping(const struct cursor *c, const struct word *w);
enum api finding_api(int k);
void finding(struct state *st, const struct cursor *c, int k, enum kind kind,
	     enum verdict v, const char *why, ...) ATTRIBUTE_PRINTF(6, 7);
void findings_begin(struct cgraph_node *root);
void findings_end(FILE *out, bool overflow, bool drop);
FILE *findings_open(const char *folder);

/* ---- given.c ---- */
bool is_given(struct cgraph_node *node);
struct state *given_state(struct cgraph_node *node, int ctx);

/* ---- roots.c ---- */
void roots_run(FILE *out);
bool maps_somewhere(struct cgraph_node *node);
bool maps_for_callers(struct cgraph_node *node);
void root_escapes(void);

#endif
