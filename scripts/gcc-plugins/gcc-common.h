/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the plugin includes of GCC, in the order that GCC wants. A short form of
 * the kernel's scripts/gcc-plugins/gcc-common.h, for GCC 10 and newer.
 */
#ifndef GCC_COMMON_H_INCLUDED
#define GCC_COMMON_H_INCLUDED

#include "bversion.h"
#include "gcc-plugin.h"
#include "plugin-version.h"
#include "config.h"
#include "system.h"
#include "coretypes.h"
#include "tm.h"
#include "line-map.h"
#include "input.h"
#include "tree.h"
#include "version.h"
#include "function.h"
#include "toplev.h"
#include "basic-block.h"
#include "intl.h"
#include "langhooks.h"
#include "cfgloop.h"
#include "cgraph.h"
#include "opts.h"
#include "c-family/c-common.h"
#include "c-family/c-pragma.h"
#include "tree-cfgcleanup.h"
#include "cfganal.h"
#include "diagnostic.h"
#include "tree-pass.h"
#include "pass_manager.h"
#include "stringpool.h"
#include "attribs.h"
#include "stor-layout.h"
#include "internal-fn.h"
#include "gimple.h"
#include "gimple-expr.h"
#include "gimple-iterator.h"
#include "context.h"
#include "tree-ssa-alias.h"
#include "tree-ssa.h"
#include "value-range.h"
#include "tree-vrp.h"
#include "tree-ssa-operands.h"
#include "tree-ssanames.h"
#include "tree-phinodes.h"
#include "tree-cfg.h"
#include "tree-dfa.h"
#include "gimple-ssa.h"
#include "ssa-iterators.h"
#include "cpplib.h"

#ifndef __visible
#define __visible __attribute__((visibility("default")))
#endif

#define PASS_INFO(NAME, REF, ID, POS)		\
struct register_pass_info NAME##_pass_info = {	\
	.pass = make_##NAME##_pass(),		\
	.reference_pass_name = REF,		\
	.ref_pass_instance_number = ID,		\
	.pos_op = POS,				\
}

#endif
