// SPDX-License-Identifier: GPL-2.0
/* Which registers a block still needs. Others would keep states apart for nothing. */
#include "mapping.h"

static hash_map<struct function *, bitmap> *functions;

static void mark(struct function *fn, bitmap live, tree name, basic_block bb)
{
	basic_block def = gimple_bb(SSA_NAME_DEF_STMT(name));
	unsigned int bit = bb->index * num_ssa_names + SSA_NAME_VERSION(name);
	edge_iterator ei;
	edge e;

	if (bb == def || !bitmap_set_bit(live, bit))
		return;
	FOR_EACH_EDGE(e, ei, bb->preds)
		if (e->src != ENTRY_BLOCK_PTR_FOR_FN(fn))
			mark(fn, live, name, e->src);
}

static bitmap compute(struct function *fn)
{
	bitmap live = BITMAP_ALLOC(NULL);
	tree name;
	int i;

	push_cfun(fn);
	FOR_EACH_SSA_NAME(i, name, fn) {
		imm_use_iterator iter;
		use_operand_p use;

		if (virtual_operand_p(name))
			continue;
		FOR_EACH_IMM_USE_FAST(use, iter, name) {
			gimple *stmt = USE_STMT(use);
			basic_block bb = gimple_bb(stmt);

			if (is_gimple_debug(stmt))
				continue;
			if (gimple_code(stmt) == GIMPLE_PHI)
				bb = gimple_phi_arg_edge(as_a<gphi *>(stmt),
					PHI_ARG_INDEX_FROM_USE(use))->src;
			if (bb)
				mark(fn, live, name, bb);
		}
	}
	pop_cfun();
	return live;
}

/**
 * live_in - whether a block, or what comes after it, uses a register from before it
 * @fn: the function
 * @bb: its block
 * @version: the register's number
 */
bool live_in(struct function *fn, basic_block bb, unsigned int version)
{
	bool there;

	if (!functions)
		functions = new hash_map<struct function *, bitmap>;
	bitmap &live = functions->get_or_insert(fn, &there);
	if (!there)
		live = compute(fn);
	return bitmap_bit_p(live, bb->index * SSANAMES(fn)->length() + version);
}

void live_reset(void)
{
	if (!functions)
		return;
	for (auto it = functions->begin(); it != functions->end(); ++it)
		BITMAP_FREE((*it).second);
	delete functions;
	functions = NULL;
}
