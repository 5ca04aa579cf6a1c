// SPDX-License-Identifier: GPL-2.0
/*
 * Summaries for other units: what a public function does to a mapping that it is
 * given in a struct. Does it write, does it unmap?
 */
#include "mapping.h"

static struct word given_word = {
	.name = CONST_CAST(char *, "given"), .role = ROLE_MAP, .api = API_GIVEN,
	.arg = -1, .pmd = -1, .pmdval = -1, .ptl = -1, .maybe = false,
};

/* The first member of a struct that points to an entry */
static tree member_of(tree type)
{
	tree field;

	if (TREE_CODE(type) != RECORD_TYPE)
		return NULL_TREE;
	for (field = TYPE_FIELDS(type); field; field = DECL_CHAIN(field)) {
		tree to = TREE_TYPE(field);

		if (TREE_CODE(field) == FIELD_DECL && POINTER_TYPE_P(to) &&
		    table_is_entry(TREE_TYPE(to)))
			return field;
	}
	return NULL_TREE;
}

static tree given_parm(struct cgraph_node *node)
{
	tree parm = DECL_ARGUMENTS(node->decl);

	for (; parm; parm = DECL_CHAIN(parm)) {
		if (POINTER_TYPE_P(TREE_TYPE(parm)) &&
		    member_of(TREE_TYPE(TREE_TYPE(parm))))
			return parm;
	}
	return NULL_TREE;
}

/**
 * is_given - whether other units may give a function a mapping in a struct
 * @node: the function
 */
bool is_given(struct cgraph_node *node)
{
	return TREE_PUBLIC(node->decl) && given_parm(node);
}

/**
 * given_state - the state at the entry of such a function
 * @node: the function
 * @ctx: its context
 */
struct state *given_state(struct cgraph_node *node, int ctx)
{
	struct function *fn = DECL_STRUCT_FUNCTION(node->decl);
	struct cursor c = { fn, ctx, NULL, DECL_SOURCE_LOCATION(node->decl), 0 };
	struct state *st = state_new();
	int k = finding_mapping(&c, &given_word);
	tree parm = given_parm(node);
	tree field = member_of(TREE_TYPE(TREE_TYPE(parm)));
	val at = value_field(value(V_SYM, ctx, 0, parm), int_byte_position(field));

	*state_map(st, k) = (struct mapping){ MAPPED, UNKNOWN, WHY_NO_RECHECK, false,
					      NULL, NULL, c.at };
	st->order = XNEWVEC(int, 1);
	st->order[st->n_order++] = k;
	pairs_set(&st->mem, at, value(V_MAP, k, 0, NULL));
	return st;
}
