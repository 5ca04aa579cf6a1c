// SPDX-License-Identifier: GPL-2.0
/* Which functions of the unit change nothing that their caller sees. */
#include "mapping.h"

enum purity { PURE_UNKNOWN, PURE_ASKED, PURE, IMPURE };

static hash_map<struct function *, enum purity> *known;

static bool is_own(tree ref)
{
	ref = get_base_address(ref);
	return ref && DECL_P(ref) && auto_var_p(ref);
}

static bool changes_nothing(const_tree decl)
{
	const struct word *w = table_word(decl);

	if (w)
		return w->role == ROLE_READ || w->role == ROLE_IS_NONE ||
		       w->role == ROLE_NOT_NONE || w->role == ROLE_VALUE ||
		       w->role == ROLE_READ_TABLE || w->role == ROLE_READ_ENTRY;
	return table_reads_like(decl) || TREE_READONLY(decl) || DECL_PURE_P(decl) ||
	       fndecl_built_in_p(decl, BUILT_IN_EXPECT) ||
	       fndecl_built_in_p(decl, BUILT_IN_UNREACHABLE);
}

static bool is_pure_stmt(gimple *stmt)
{
	tree lhs = gimple_get_lhs(stmt), decl;

	if (lhs && TREE_CODE(lhs) != SSA_NAME && !is_own(lhs))
		return false;
	if (gimple_code(stmt) == GIMPLE_ASM)
		return !gimple_asm_noutputs(as_a<gasm *>(stmt)) &&
		       !gimple_asm_clobbers_memory_p(as_a<gasm *>(stmt));
	if (gimple_code(stmt) != GIMPLE_CALL || gimple_call_internal_p(stmt))
		return true;
	decl = gimple_call_fndecl(stmt);
	if (!decl)
		return false;
	return changes_nothing(decl) ||
	       (!table_word(decl) && body_of(decl) && is_pure(body_of(decl)));
}

/**
 * body_of - the body of a function, if this unit has it
 * @decl: the function, or NULL
 */
struct function *body_of(tree decl)
{
	struct cgraph_node *node = decl ? cgraph_node::get(decl) : NULL;
	struct function *fn;

	if (node)
		node = node->ultimate_alias_target();
	if (!node || !node->has_gimple_body_p())
		return NULL;
	fn = DECL_STRUCT_FUNCTION(node->decl);
	return fn && fn->cfg && gimple_in_ssa_p(fn) ? fn : NULL;
}

/**
 * is_pure - whether a function changes no memory but its own, and takes no lock
 * @fn: the function
 */
bool is_pure(struct function *fn)
{
	enum purity *there, said = PURE;
	basic_block bb;

	if (!known)
		known = new hash_map<struct function *, enum purity>;
	there = known->get(fn);
	if (there)
		return *there == PURE;
	known->put(fn, PURE_ASKED);
	FOR_EACH_BB_FN(bb, fn) {
		gimple_stmt_iterator gsi = gsi_start_bb(bb);

		for (; !gsi_end_p(gsi) && said == PURE; gsi_next(&gsi)) {
			if (!is_pure_stmt(gsi_stmt(gsi)))
				said = IMPURE;
		}
	}
	known->put(fn, said);
	return said == PURE;
}

/**
 * is_expression - whether a function is but a number computed of what it is given
 * @fn: the function
 */
bool is_expression(struct function *fn)
{
	return n_basic_blocks_for_fn(fn) == NUM_FIXED_BLOCKS + 1 &&
	       INTEGRAL_TYPE_P(TREE_TYPE(TREE_TYPE(fn->decl))) && is_pure(fn);
}

/**
 * is_small - whether a function is cheap to follow, so that what it changes is known
 * @fn: the function
 */
bool is_small(struct function *fn)
{
	basic_block bb;

	if (n_basic_blocks_for_fn(fn) > 12)
		return false;
	FOR_EACH_BB_FN(bb, fn) {
		gimple_stmt_iterator gsi = gsi_start_bb(bb);

		for (; !gsi_end_p(gsi); gsi_next(&gsi)) {
			gimple *stmt = gsi_stmt(gsi);

			if (gimple_code(stmt) == GIMPLE_CALL && !is_pure_stmt(stmt))
				return false;
		}
	}
	return true;
}

void pure_reset(void)
{
	delete known;
	known = NULL;
}
