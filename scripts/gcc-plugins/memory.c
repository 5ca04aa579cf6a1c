// SPDX-License-Identifier: GPL-2.0
/*
 * Operands: what a register, a variable or a place in memory holds.
 *
 * Pointers of different origin are taken for different objects, and a callee
 * outside of the unit for one that changes only what its arguments lead to.
 */
#include "mapping.h"

/**
 * fresh - a value that nothing is known of, named by where it comes from
 * @st: the state; what had that name before (in a loop) loses it
 * @c: where
 * @kind: V_SYM, V_READ, V_ENTRY, V_LIVE, V_SAME or V_TRY
 * @about: the mapping, pointer or lock it is about
 */
val fresh(struct state *st, const struct cursor *c, enum vkind kind, val about)
{
	val v = value(kind, c->ctx, about, c->stmt);

	state_forget(st, v);
	return v;
}

static val address_of_decl(const struct cursor *c, tree decl)
{
	bool own = (VAR_P(decl) && auto_var_p(decl)) ||
		   TREE_CODE(decl) == PARM_DECL || TREE_CODE(decl) == RESULT_DECL;

	return value(V_OBJECT, own ? c->ctx : 0, 0, decl);
}

static val address_of_member(struct state *st, const struct cursor *c, tree ref)
{
	tree field = TREE_OPERAND(ref, 1);
	val base = address_of(st, c, TREE_OPERAND(ref, 0));

	if (TREE_OPERAND(ref, 2))
		return UNKNOWN;
	if (DECL_BIT_FIELD(field))
		return value_add(base, value(V_SYM, 0, 0, field));
	return value_field(base, int_byte_position(field));
}

static val address_of_element(struct state *st, const struct cursor *c, tree ref)
{
	val base = address_of(st, c, TREE_OPERAND(ref, 0));
	tree size = array_ref_element_size(ref);
	val index = eval(st, c, TREE_OPERAND(ref, 1));

	if (value_is(index, V_INT) && tree_fits_shwi_p(size))
		return value_field(base, value_of(index)->a * tree_to_shwi(size));
	return value_add(base, index);
}

/**
 * address_of - the address of a place
 * @st: the state
 * @c: where
 * @ref: the place, as GCC's tree
 */
val address_of(struct state *st, const struct cursor *c, tree ref)
{
	switch (TREE_CODE(ref)) {
	case VAR_DECL:
	case PARM_DECL:
	case RESULT_DECL:
		return address_of_decl(c, ref);
	case FUNCTION_DECL:
	case STRING_CST:
		return value(V_SYM, 0, 0, ref);
	case MEM_REF:
		return value_field(eval(st, c, TREE_OPERAND(ref, 0)),
				   mem_ref_offset(ref).force_shwi().to_constant());
	case COMPONENT_REF:
		return address_of_member(st, c, ref);
	case ARRAY_REF:
		return address_of_element(st, c, ref);
	case VIEW_CONVERT_EXPR:
		return address_of(st, c, TREE_OPERAND(ref, 0));
	default:
		return UNKNOWN;
	}
}

/* The pointer that a place is reached through; NULL for a variable's own parts */
static tree pointer_of(tree ref)
{
	while (handled_component_p(ref))
		ref = TREE_OPERAND(ref, 0);
	return TREE_CODE(ref) == MEM_REF ? TREE_OPERAND(ref, 0) : NULL_TREE;
}

/* Whether a place is an entry of a table itself: others change it at any time */
static bool is_slot(tree ref)
{
	tree pointer = pointer_of(ref);

	return pointer && POINTER_TYPE_P(TREE_TYPE(pointer)) &&
	       table_is_slot(TREE_TYPE(TREE_TYPE(pointer)));
}

static bool is_pmd(const struct state *st, val at)
{
	int i;

	for (i = 0; i < st->n_maps; i++) {
		if (st->maps[i].status != ABSENT && st->maps[i].pmd == at)
			return true;
	}
	return false;
}

/**
 * load - what memory holds
 * @st: the state
 * @c: where
 * @at: its address
 * @ref: the place, as GCC's tree
 */
val load(struct state *st, const struct cursor *c, val at, tree ref)
{
	val root = value_root(at), v, era;

	if (value_is(root, V_MAP))
		return read_entry(st, c, root);
	v = pairs_get(&st->mem, at, -1);
	if (v != -1)
		return v;
	if (at != UNKNOWN && (is_slot(ref) || is_pmd(st, at)))
		return read_table(st, c, at);
	if (at == UNKNOWN)
		return fresh(st, c, V_SYM, UNKNOWN);
	if (TREE_THIS_VOLATILE(ref))
		return fresh(st, c, V_READ, at);
	era = pairs_get(&st->eras, root, UNKNOWN);
	if (value_is(era, V_INT))
		return value_int(0);
	if (value_is(root, V_OBJECT) && value_of(root)->a && era == UNKNOWN)
		return UNKNOWN;
	return value(V_CONTENT, at, era, NULL);
}

/**
 * size_of - the size of a place in bytes; -1 if it isn't known
 * @ref: the place, as GCC's tree
 */
HOST_WIDE_INT size_of(tree ref)
{
	tree size = TYPE_SIZE_UNIT(TREE_TYPE(ref));

	return size && tree_fits_shwi_p(size) ? tree_to_shwi(size) : -1;
}

/**
 * forget_range - what lies in memory is overwritten
 * @st: the state
 * @at: the address
 * @size: in bytes; -1 for all of the object
 */
void forget_range(struct state *st, val at, HOST_WIDE_INT size)
{
	val root = value_root(at);
	const struct value *a = value_of(at);
	HOST_WIDE_INT from = a->kind == V_FIELD ? a->b : 0;
	int i;

	for (i = st->mem.n; i-- > 0;) {
		const struct value *m = value_of(st->mem.v[i].at);
		HOST_WIDE_INT offset = m->kind == V_FIELD ? m->b : 0;

		if (value_root(st->mem.v[i].at) != root)
			continue;
		if (m->kind == V_ADD || a->kind == V_ADD || size < 0 ||
		    (offset >= from && offset < from + size))
			pairs_drop(&st->mem, i);
	}
}

/**
 * store - memory gets a value
 * @st: the state
 * @c: where
 * @at: its address
 * @v: the value
 * @ref: the place, as GCC's tree
 */
void store(struct state *st, const struct cursor *c, val at, val v, tree ref)
{
	val root = value_root(at);

	if (at == UNKNOWN)
		return;
	if (value_is(root, V_MAP)) {
		do_write(st, c, root, NULL);
		return;
	}
	if (is_pmd(st, at))
		do_write_table(st, c, at);
	forget_range(st, at, size_of(ref));
	pairs_set(&st->mem, at, v == UNKNOWN ? fresh(st, c, V_SYM, at) : v);
}

/**
 * havoc - all that a pointer leads to may have changed
 * @st: the state
 * @c: where
 * @root: the pointer
 */
void havoc(struct state *st, const struct cursor *c, val root)
{
	forget_range(st, root, -1);
	pairs_set(&st->eras, root, fresh(st, c, V_SYM, root));
}

static val eval_register(const struct state *st, const struct cursor *c, tree t)
{
	val reg = value(V_REG, c->ctx, SSA_NAME_VERSION(t), NULL);
	val v = pairs_get(&st->env, reg, -1);
	tree var = SSA_NAME_VAR(t);

	if (v != -1)
		return v;
	if (SSA_NAME_IS_DEFAULT_DEF(t) && var && TREE_CODE(var) == PARM_DECL)
		return value(V_SYM, c->ctx, 0, var);
	return UNKNOWN;
}

/**
 * eval - the value of an operand
 * @st: the state
 * @c: where
 * @t: the operand, as GCC's tree
 */
val eval(struct state *st, const struct cursor *c, tree t)
{
	if (TREE_CODE(t) == SSA_NAME)
		return eval_register(st, c, t);
	if (TREE_CODE(t) == INTEGER_CST)
		return TYPE_PRECISION(TREE_TYPE(t)) <= HOST_BITS_PER_WIDE_INT ?
		       value_int(TREE_INT_CST_LOW(t)) : UNKNOWN;
	if (TREE_CODE(t) == ADDR_EXPR)
		return address_of(st, c, TREE_OPERAND(t, 0));
	if (DECL_P(t) || handled_component_p(t) || TREE_CODE(t) == MEM_REF)
		return load(st, c, address_of(st, c, t), t);
	return UNKNOWN;
}

/**
 * argument - the value of a call's argument
 * @st: the state
 * @c: the call
 * @i: its number, from 0; may be one that the call hasn't
 */
val argument(struct state *st, const struct cursor *c, int i)
{
	if (i < 0 || i >= (int)gimple_call_num_args(c->stmt))
		return UNKNOWN;
	return eval(st, c, gimple_call_arg(c->stmt, i));
}

/**
 * set_result - what a statement computes goes where it says
 * @st: the state
 * @c: where
 * @lhs: a register or a place; NULL where the result is not used
 * @v: the value
 */
void set_result(struct state *st, const struct cursor *c, tree lhs, val v)
{
	if (!lhs)
		return;
	if (TREE_CODE(lhs) != SSA_NAME) {
		store(st, c, address_of(st, c, lhs), v, lhs);
		return;
	}
	if (v == UNKNOWN)
		v = fresh(st, c, V_SYM, UNKNOWN);
	pairs_set(&st->env, value(V_REG, c->ctx, SSA_NAME_VERSION(lhs), NULL), v);
}
