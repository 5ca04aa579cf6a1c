// SPDX-License-Identifier: GPL-2.0
/* The walk over a function's control-flow graph, block by block. */
#include "mapping.h"

#define MAX_STATES 96		/* of one block */
#define MAX_BLOCKS 30000	/* visits of blocks, of one root */

struct node {
	struct state *st;
	bool pending;
	struct node *next;
};

struct frame {
	struct function *fn;
	int ctx, depth;
	struct node **at;	/* by block; that of the exit block are the results */
	int *rank;
};

static int visits;
static bool overflow;
static struct function *active[16];

bool out_of_budget(void)
{
	return overflow;
}

struct chain {
	int up;
	const void *call;
};

static struct chain *chains;
static int n_chains;

/**
 * context - the number of a chain of calls
 * @up: that of the caller; 0 at the root
 * @call: the call
 */
int context(int up, const void *call)
{
	int i;

	for (i = 0; i < n_chains; i++) {
		if (chains[i].up == up && chains[i].call == call)
			return i + 1;
	}
	chains = XRESIZEVEC(struct chain, chains, n_chains + 1);
	chains[n_chains++] = (struct chain){ up, call };
	return n_chains;
}

/* A state comes to a block: it is merged into one that agrees, or stands beside */
static void arrive(struct frame *f, basic_block bb, struct state *st)
{
	int place = f->ctx * 65536 + bb->index, n = 0;
	struct node **end = &f->at[bb->index];

	for (; *end; end = &(*end)->next, n++) {
		if (!state_agrees((*end)->st, st))
			continue;
		if (state_merge((*end)->st, st, place))
			(*end)->pending = true;
		state_free(st);
		return;
	}
	if (n == MAX_STATES) {
		overflow = true;
		state_free(st);
		return;
	}
	*end = XCNEW(struct node);
	(*end)->st = st;
	(*end)->pending = true;
}

static void drop_dead(struct frame *f, basic_block bb, struct state *st)
{
	int i, n = 0;

	for (i = 0; i < st->env.n; i++) {
		const struct value *reg = value_of(st->env.v[i].at);

		if (reg->a != f->ctx || live_in(f->fn, bb, reg->b))
			st->env.v[n++] = st->env.v[i];
	}
	st->env.n = n;
}

static void step_into(struct state *st, basic_block bb)
{
	gimple_stmt_iterator gsi;

	for (gsi = gsi_start_bb(bb); !gsi_end_p(gsi); gsi_next(&gsi)) {
		location_t at = gimple_location(gsi_stmt(gsi));

		if (LOCATION_LOCUS(at) != UNKNOWN_LOCATION) {
			state_step(st, at, NULL);
			return;
		}
	}
}

/**
 * follow_edge - a state goes along an edge: the block's phis get their values
 * @f: the function
 * @e: the edge
 * @st: the state; it is used up
 */
void follow_edge(struct frame *f, edge e, struct state *st)
{
	struct cursor c = { f->fn, f->ctx, NULL, UNKNOWN_LOCATION, f->depth };
	struct pairs results = { NULL, 0, 0 };
	gphi_iterator gpi;
	int i;

	if (e->dest == EXIT_BLOCK_PTR_FOR_FN(f->fn)) {
		arrive(f, e->dest, st);
		return;
	}
	for (gpi = gsi_start_phis(e->dest); !gsi_end_p(gpi); gsi_next(&gpi)) {
		tree result = gimple_phi_result(gpi.phi());
		val v;

		if (virtual_operand_p(result))
			continue;
		c.stmt = gpi.phi();
		v = eval(st, &c, PHI_ARG_DEF_FROM_EDGE(gpi.phi(), e));
		pairs_set(&results, value(V_REG, f->ctx, SSA_NAME_VERSION(result),
					  NULL), v);
	}
	drop_dead(f, e->dest, st);
	for (i = 0; i < results.n; i++)
		pairs_set(&st->env, results.v[i].at, results.v[i].to);
	free(results.v);
	step_into(st, e->dest);
	arrive(f, e->dest, st);
}

/*
 * What the assembler computes: of one that isn't volatile, and reads no memory, the
 * same for the same input, as GCC itself takes it
 */
static val computed(struct state *st, const struct cursor *c, gasm *stmt)
{
	val in;

	if (gimple_asm_volatile_p(stmt) || gimple_asm_clobbers_memory_p(stmt) ||
	    gimple_asm_noutputs(stmt) != 1 || gimple_asm_ninputs(stmt) != 1)
		return UNKNOWN;
	in = eval(st, c, TREE_VALUE(gimple_asm_input_op(stmt, 0)));
	return in == UNKNOWN ? UNKNOWN :
	       value(V_OP, in, in, get_identifier(gimple_asm_string(stmt)));
}

static void assembler(struct state *st, const struct cursor *c)
{
	gasm *stmt = as_a<gasm *>(c->stmt);
	unsigned int i;

	for (i = 0; i < gimple_asm_noutputs(stmt); i++)
		set_result(st, c, TREE_VALUE(gimple_asm_output_op(stmt, i)),
			   computed(st, c, stmt));
	for (i = 0; i < gimple_asm_ninputs(stmt); i++) {
		tree op = TREE_VALUE(gimple_asm_input_op(stmt, i));
		val v = eval(st, c, op);

		if (value_is(v, V_MAP) && is_gimple_reg_type(TREE_TYPE(op)) &&
		    gimple_asm_clobbers_memory_p(stmt))
			do_write(st, c, v, "the assembler is given the pointer: ");
	}
}

static void leave_function(struct frame *f, struct cursor *c, struct state *st)
{
	tree result = gimple_return_retval(as_a<greturn *>(c->stmt));
	val v = result ? eval(st, c, result) : UNKNOWN;

	if (LOCATION_LOCUS(c->at) == UNKNOWN_LOCATION)
		c->at = f->fn->function_end_locus;
	if (result) {
		int known = truth(st, v);

		if (known == 0)
			v = value_int(0);
		else if (known == 1 && !relevant(st, v) && value_root(v) == v &&
			 value_is_truth(v))
			v = value_int(1);
		pairs_set(&st->env, value(V_REG, f->ctx, 0, NULL), v);
	}
	if (f->depth == 0) {
		state_step(st, c->at, NULL);
		state_leave(st, f->ctx);
		do_return(st, c, v);
	} else {
		int i, n = 0;

		for (i = 0; i < st->env.n; i++) {
			const struct value *reg = value_of(st->env.v[i].at);

			if (reg->a != f->ctx || !reg->b)
				st->env.v[n++] = st->env.v[i];
		}
		st->env.n = n;
	}
	arrive(f, EXIT_BLOCK_PTR_FOR_FN(f->fn), st);
}

static void leave_block(struct frame *f, basic_block bb, struct state *st)
{
	edge_iterator ei;
	edge e;

	FOR_EACH_EDGE(e, ei, bb->succs) {
		if (e->dest != EXIT_BLOCK_PTR_FOR_FN(f->fn))
			follow_edge(f, e, state_copy(st));
	}
	state_free(st);
}

static void statements(struct frame *f, gimple_stmt_iterator gsi, basic_block bb,
		       struct state *st)
{
	for (; !gsi_end_p(gsi); gsi_next(&gsi)) {
		gimple *stmt = gsi_stmt(gsi);
		struct cursor c = { f->fn, f->ctx, stmt, gimple_location(stmt),
				    f->depth };
		struct state *after, *next;

		switch (gimple_code(stmt)) {
		case GIMPLE_ASSIGN:
			assign(st, &c);
			break;
		case GIMPLE_ASM:
			assembler(st, &c);
			break;
		case GIMPLE_COND:
			branch(f, &c, st);
			return;
		case GIMPLE_SWITCH:
			switch_over(f, &c, st);
			return;
		case GIMPLE_RETURN:
			leave_function(f, &c, st);
			return;
		case GIMPLE_CALL:
			after = do_call(st, &c);
			if (gimple_call_noreturn_p(stmt) || !after) {
				for (; after; after = next) {
					next = after->next;
					state_free(after);
				}
				return;
			}
			gsi_next(&gsi);
			for (; after; after = next) {
				next = after->next;
				after->next = NULL;
				statements(f, gsi, bb, after);
			}
			return;
		default:
			break;
		}
	}
	leave_block(f, bb, st);
}

/* The pending state of the first block in order, so that those that meet have met */
static struct state *pending(struct frame *f, basic_block *bb)
{
	int n = n_basic_blocks_for_fn(f->fn), i;
	struct node *node;

	for (i = 0; i < n; i++) {
		if (f->rank[i] == EXIT_BLOCK)
			continue;
		for (node = f->at[f->rank[i]]; node; node = node->next) {
			if (!node->pending)
				continue;
			node->pending = false;
			*bb = BASIC_BLOCK_FOR_FN(f->fn, f->rank[i]);
			return state_copy(node->st);
		}
	}
	return NULL;
}

static struct state *collect(struct frame *f)
{
	struct state *exits = NULL;
	int i;

	for (i = 0; i < last_basic_block_for_fn(f->fn); i++) {
		struct node *node, *next;

		for (node = f->at[i]; node; node = next) {
			next = node->next;
			if (i == EXIT_BLOCK) {
				node->st->next = exits;
				exits = node->st;
			} else {
				state_free(node->st);
			}
			free(node);
		}
	}
	free(f->at);
	free(f->rank);
	return exits;
}

/**
 * walk - follow a function's body
 * @fn: the function
 * @ctx: the chain of calls to it
 * @depth: their number
 * @st: the state at its entry; it is used up
 *
 * Returns the states at its return, as a list. Where the paths are too many,
 * out_of_budget() says so and the list is not all of them.
 */
struct state *walk(struct function *fn, int ctx, int depth, struct state *st)
{
	struct frame f = { fn, ctx, depth, NULL, NULL };
	basic_block bb;
	int i;

	for (i = 0; i < depth; i++) {
		if (active[i] == fn) {
			overflow = true;
			return st;
		}
	}
	active[depth] = fn;
	f.at = XCNEWVEC(struct node *, last_basic_block_for_fn(fn));
	f.rank = XCNEWVEC(int, n_basic_blocks_for_fn(fn));
	push_cfun(fn);
	pre_and_rev_post_order_compute_fn(fn, NULL, f.rank, true);
	pop_cfun();
	follow_edge(&f, single_succ_edge(ENTRY_BLOCK_PTR_FOR_FN(fn)), st);
	while (!overflow && (st = pending(&f, &bb))) {
		if (++visits > MAX_BLOCKS)
			overflow = true;
		statements(&f, gsi_start_bb(bb), bb, st);
	}
	return collect(&f);
}

/**
 * walk_root - follow a function that nothing is known of at its entry
 * @node: the function
 * @coarsely: know less, to follow more paths
 * @given: it is given a mapping in a struct
 *
 * Returns false if its paths are too many.
 */
bool walk_root(struct cgraph_node *node, bool coarsely, bool given)
{
	struct function *fn = DECL_STRUCT_FUNCTION(node->decl);
	struct state *exits, *next;
	int ctx;

	value_reset();
	value_int(0);
	n_chains = visits = 0;
	overflow = false;
	coarse = coarsely;
	ctx = context(0, fn);
	exits = walk(fn, ctx, 0, given ? given_state(node, ctx) : state_new());
	for (; exits; exits = next) {
		next = exits->next;
		state_free(exits);
	}
	return !overflow;
}
