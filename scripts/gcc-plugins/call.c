// SPDX-License-Identifier: GPL-2.0
/*
 * Calls: the words of the table, callees of this unit, and all others.
 *
 * A callee is followed if it is given something of a mapping. One that can't be
 * is said to be able to write through a pointer that it gets.
 */
#include "mapping.h"

#define MAX_DEPTH 10

/* Whether a value has to do with a mapping that is alive, or was */
static bool concerns(struct state *st, val v)
{
	const struct value *n = value_of(v);

	switch (n->kind) {
	case V_MAP:
	case V_PMDVAL:
		return true;
	case V_LOCK:
		return st->maps[n->a].status == MAPPED ||
		       state_held(st, v) != UNKNOWN;
	case V_TABLELOCK:
		return state_held(st, v) != UNKNOWN;
	default:
		return false;
	}
}

/* Whether a value is of a mapping that is over */
static bool is_dead(const struct state *st, val v)
{
	int k = value_mapping(v);

	return k >= 0 && (value_of(v)->b || st->maps[k].status == UNMAPPED);
}

/* A mapping in the memory behind a pointer, or its lock; UNKNOWN if there is none */
static val behind(struct state *st, val pointer, int depth)
{
	val root = value_root(pointer), found = UNKNOWN;
	int i;

	if (pointer == UNKNOWN || value_is(root, V_INT))
		return UNKNOWN;
	for (i = 0; i < st->mem.n && found == UNKNOWN; i++) {
		struct pair p = st->mem.v[i];

		if (value_root(p.at) != root || value_root(p.to) == root)
			continue;
		if (concerns(st, p.to) && !is_dead(st, p.to))
			found = p.to;
		else if (depth)
			found = behind(st, p.to, depth - 1);
	}
	return found;
}

static bool wants(struct state *st, const struct cursor *c, tree decl)
{
	struct cgraph_node *node = cgraph_node::get(decl);
	int i, n = gimple_call_num_args(c->stmt);

	if (node && maps_for_callers(node))
		return true;
	for (i = 0; i < n; i++) {
		val v = argument(st, c, i);

		if (concerns(st, v) || behind(st, v, 2) != UNKNOWN)
			return true;
	}
	return false;
}

static void bind(struct state *from, struct state *st, const struct cursor *c,
		 struct function *fn, int ctx)
{
	struct cursor callee = { fn, ctx, c->stmt, c->at, 0 };
	tree parm = DECL_ARGUMENTS(fn->decl);
	int i;

	for (i = 0; parm; i++, parm = DECL_CHAIN(parm)) {
		tree def = ssa_default_def(fn, parm);
		val v = argument(from, c, i);

		if (v == UNKNOWN)
			v = value(V_SYM, ctx, 0, parm);
		if (def)
			pairs_set(&st->env, value(V_REG, ctx, SSA_NAME_VERSION(def),
						  NULL), v);
		else
			pairs_set(&st->mem, address_of(st, &callee, parm), v);
	}
}

static bool has_calls(struct function *fn)
{
	struct cgraph_node *node = cgraph_node::get(fn->decl);

	return node && (node->callees || node->indirect_calls);
}

/* Its lock is given to a function that does nothing: others have to hold one */
static void doubt_lock(struct state *st, const struct cursor *c, struct function *fn)
{
	int i, n = gimple_call_num_args(c->stmt);

	if (has_calls(fn))
		return;
	for (i = 0; i < n; i++) {
		val v = argument(st, c, i);

		if (value_is(v, V_LOCK) && state_held(st, v) == UNKNOWN)
			st->maps[value_of(v)->a].no_lock =
				"its lock is given to a function that is empty here";
	}
}

static struct state *follow(struct state *st, const struct cursor *c,
			    struct function *fn)
{
	int ctx = context(c->ctx, c->stmt);
	val result = value(V_REG, ctx, 0, NULL);
	struct state *inner = state_copy(st), *exits, *s;
	const struct step *path = st->path;

	doubt_lock(inner, c, fn);
	bind(st, inner, c, fn, ctx);
	if (!is_expression(fn))
		state_step(inner, c->at, "calls");
	state_free(st);
	exits = walk(fn, ctx, c->depth + 1, inner);
	for (s = exits; s; s = s->next) {
		val v = pairs_get(&s->env, result, UNKNOWN);
		int i;

		if (is_expression(fn))
			s->path = path;
		state_leave(s, ctx);
		for (i = 0; i < s->env.n; i++) {
			if (s->env.v[i].at == result)
				pairs_drop(&s->env, i--);
		}
		set_result(s, c, gimple_call_lhs(c->stmt), v);
	}
	return exits;
}

static const char *intern_text(const char *format, const char *name)
{
	char text[160];

	snprintf(text, sizeof(text), format, name);
	return IDENTIFIER_POINTER(get_identifier(text));
}

/* The mapping lies where an unknown callee reaches it: nothing is sure any more */
static void escape(struct state *st, const struct cursor *c, val what, const char *name)
{
	int k = value_mapping(what);

	if (k < 0)
		return;
	st->maps[k].unsure = intern_text("reachable by %s()", name);
	if (finding_api(k) == API_RO || finding_api(k) == API_OLD ||
	    finding_api(k) == API_GIVEN)
		finding(st, c, k, K_WRITE, UNKNOWN_VERDICT,
			"%s() reaches it in a struct and may write", name);
	else
		finding(st, c, k, K_UNMAP, UNKNOWN_VERDICT,
			"%s() reaches it in a struct", name);
	if (st->maps[k].status == MAPPED) {
		st->maps[k].status = ESCAPED;
		for (int i = 0, n = 0; i <= st->n_order; i++) {
			if (i == st->n_order)
				st->n_order = n;
			else if (st->order[i] != k)
				st->order[n++] = st->order[i];
		}
	}
}

static void pass_on(struct state *st, const struct cursor *c, val v,
		    const char *name)
{
	val root = value_root(v), inside;

	if (value_is(root, V_MAP)) {
		do_use(st, c, root, false);
		do_write(st, c, root, intern_text("%s() is given the pointer: ", name));
	} else if (value_is(v, V_LOCK) && concerns(st, v)) {
		st->maps[value_of(v)->a].unsure =
			intern_text("its lock is given to %s()", name);
	} else if (v != UNKNOWN && !value_is(root, V_INT)) {
		inside = behind(st, v, 2);
		if (inside != UNKNOWN)
			escape(st, c, inside, name);
		havoc(st, c, root);
	}
}

/* A callee that can't be followed */
static struct state *pass(struct state *st, const struct cursor *c, tree decl)
{
	const char *name = decl && DECL_NAME(decl) ?
			   IDENTIFIER_POINTER(DECL_NAME(decl)) : "a pointer";
	int i, n = gimple_call_num_args(c->stmt);

	for (i = 0; i < n && !(decl && table_reads_like(decl)); i++) {
		if (POINTER_TYPE_P(TREE_TYPE(gimple_call_arg(c->stmt, i))))
			pass_on(st, c, argument(st, c, i), name);
	}
	set_result(st, c, gimple_call_lhs(c->stmt), UNKNOWN);
	return st;
}

static struct state *do_locked(struct state *st, const struct cursor *c,
			       const struct word *w)
{
	val pmd = argument(st, c, w->arg), lock;
	struct state *none = w->maybe ? state_copy(st) : NULL;

	lock = pmd == UNKNOWN ? fresh(st, c, V_SYM, UNKNOWN) :
	       value(V_TABLELOCK, pmd, 0, NULL);
	do_lock(st, c, lock);
	set_result(st, c, gimple_call_lhs(c->stmt), lock);
	if (none)
		set_result(none, c, gimple_call_lhs(c->stmt), value_int(0));
	st->next = none;
	return st;
}

static void do_writes(struct state *st, const struct cursor *c, const struct word *w)
{
	int i, n = gimple_call_num_args(c->stmt);

	for (i = 0; i < n; i++) {
		val v, root;

		if (w->arg >= 0 && w->arg != i)
			continue;
		if (!POINTER_TYPE_P(TREE_TYPE(gimple_call_arg(c->stmt, i))))
			continue;
		v = argument(st, c, i);
		root = value_root(v);
		if (value_is(root, V_MAP))
			do_write(st, c, root, NULL);
		else if (v != UNKNOWN)
			do_write_table(st, c, v);
		if (root != UNKNOWN && !value_is(root, V_MAP) && !value_is(root, V_INT))
			havoc(st, c, root);
	}
}

/* Words whose result is a value of its own */
static val result_of(struct state *st, const struct cursor *c, const struct word *w)
{
	val v = argument(st, c, w->arg < 0 ? 0 : w->arg);

	switch (w->role) {
	case ROLE_TRYLOCK:
		return fresh(st, c, V_TRY, v);
	case ROLE_SAME_TABLE:
	case ROLE_SAME_ENTRY:
		return do_same(st, c, w, argument(st, c, 0), argument(st, c, 1));
	case ROLE_IS_NONE:
		return v == UNKNOWN ? UNKNOWN : value(V_NONE, v, 0, NULL);
	case ROLE_NOT_NONE:
		return v == UNKNOWN ? UNKNOWN : value(V_APPLY, v, 0, w);
	case ROLE_READ_ENTRY:
		return value_is(v, V_MAP) ? read_entry(st, c, v) : UNKNOWN;
	case ROLE_READ_TABLE:
		return v == UNKNOWN ? UNKNOWN : read_table(st, c, v);
	case ROLE_VALUE:
		return v;
	default:
		return UNKNOWN;
	}
}

static struct state *do_word(struct state *st, const struct cursor *c,
			     const struct word *w)
{
	int i;

	switch (w->role) {
	case ROLE_MAP:
		return do_map(st, c, w);
	case ROLE_LOCKED:
		return do_locked(st, c, w);
	case ROLE_UNMAP:
		do_unmap(st, c, argument(st, c, w->arg));
		break;
	case ROLE_LOCK:
		do_lock(st, c, argument(st, c, w->arg));
		break;
	case ROLE_UNLOCK:
		do_unlock(st, c, argument(st, c, w->arg));
		break;
	case ROLE_WRITE:
		do_writes(st, c, w);
		break;
	case ROLE_RCU_LOCK:
		st->rcu += st->rcu < 4;
		break;
	case ROLE_RCU_UNLOCK:
		st->rcu -= st->rcu > -4;
		break;
	case ROLE_READ:
		for (i = 0; i < (int)gimple_call_num_args(c->stmt); i++)
			do_use(st, c, argument(st, c, i), true);
		break;
	default:
		break;
	}
	set_result(st, c, gimple_call_lhs(c->stmt), result_of(st, c, w));
	return st;
}

/* What GCC put there itself: -ftrivial-auto-var-init, overflow checks */
static void do_internal(struct state *st, const struct cursor *c, tree lhs)
{
	bool init = gimple_call_internal_fn(c->stmt) == IFN_DEFERRED_INIT;

	if (init && TREE_CODE(lhs) != SSA_NAME)
		return;
	set_result(st, c, lhs, init && POINTER_TYPE_P(TREE_TYPE(lhs)) ?
			       value_int(NEVER_SET) : UNKNOWN);
}

static bool is_expect(tree decl)
{
	return decl && (fndecl_built_in_p(decl, BUILT_IN_EXPECT) ||
			fndecl_built_in_p(decl, BUILT_IN_EXPECT_WITH_PROBABILITY));
}

/**
 * do_call - a call
 * @st: the state; it is used up
 * @c: where
 *
 * Returns the states after it, as a list; none where it doesn't return.
 */
struct state *do_call(struct state *st, struct cursor *c)
{
	tree decl = gimple_call_fndecl(c->stmt);
	const struct word *w = table_word(decl);
	struct function *fn;

	if (w)
		return do_word(st, c, w);
	refs_count(st, c, decl);
	if (gimple_call_internal_p(c->stmt)) {
		do_internal(st, c, gimple_call_lhs(c->stmt));
		return st;
	}
	if (is_expect(decl)) {
		set_result(st, c, gimple_call_lhs(c->stmt), argument(st, c, 0));
		return st;
	}
	fn = body_of(decl);
	if (fn && c->depth < MAX_DEPTH &&
	    (is_expression(fn) || wants(st, c, decl)))
		return follow(st, c, fn);
	if (fn && is_pure(fn)) {
		set_result(st, c, gimple_call_lhs(c->stmt), UNKNOWN);
		return st;
	}
	if (fn && c->depth < MAX_DEPTH && is_small(fn))
		return follow(st, c, fn);
	return pass(st, c, decl);
}
