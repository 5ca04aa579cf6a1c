// SPDX-License-Identifier: GPL-2.0
/**
 * DOC: pte_mapping_plugin - prove how page tables are mapped, locked and written
 *
 * For each mapping of a page table that a unit makes, on all paths from it:
 *  recheck	an rw mapping is written only under its lock, with the table
 *		rechecked since the lock was taken
 *  write	an ro mapping is not written (of the old API: is it written?)
 *  unmap	it is unmapped once
 *  lock	what is taken is released once, and nothing else
 *  use		it is not used after its unmap
 *  order	mappings end in the reverse order of their beginning
 *  pmdval	what is compared is the value of this mapping's latest map
 *  struct	no released lock is left beside a mapping that lives on, nor one of
 *		the two where another way out leaves both
 *  ref		what is taken here is given back here no more often than it was taken
 * For each the facts say proven, refuted with the way through the source that
 * refutes it, or unknown with the reason. The code that GCC makes stays the same.
 *
 * Usage: -fplugin=pte_mapping_plugin.so -fplugin-arg-pte_mapping_plugin-KEY=VALUE
 *  table=FILE	the words of the API (table.c); required
 *  output=DIR	where facts go, a file of JSON lines for each unit; else stderr
 *  early	end the compiler when the facts are there: the object is empty
 *
 * Blind spots: pointers of different origin are taken for different objects. A
 * callee outside of the unit is taken to change only what its arguments lead to;
 * what it does to a mapping is not known, and said so. A path that goes two ways at
 * two equal tests, of what is read anew each time, is in doubt; where the two aren't
 * seen to be equal it may be refuted though it isn't there. A reference that was taken
 * before the function began may be given back once too often, and none is missed but
 * of the function's own objects; of functions with too many paths fewer are known.
 * Counters and flushes of the TLB are not looked at.
 */
#include "mapping.h"

__visible int plugin_is_GPL_compatible;

static struct plugin_info pte_mapping_plugin_info = {
	.version = "1",
	.help = "table=FILE\tthe words of the API\n"
		"output=DIR\twhere facts go; else stderr\n"
		"early\t\tend the compiler when the facts are there\n"
};

static const char *output;
static bool early;

static unsigned int pte_mapping_execute(void)
{
	FILE *out;

	if (seen_error())
		return 0;
	out = findings_open(output);
	if (!out)
		return 0;
	roots_run(out);
	if (out != stderr && fclose(out))
		error("the facts can't be written: %m");
	if (early && !seen_error())
		exit(SUCCESS_EXIT_CODE);
	return 0;
}

#define PASS_NAME pte_mapping
#define NO_GATE
#include "gcc-generate-simple_ipa-pass.h"

static bool take_argument(const char *plugin_name, const struct plugin_argument *arg)
{
	if (!strcmp(arg->key, "early")) {
		early = true;
		return true;
	}
	if (!arg->value) {
		error(G_("no value supplied for option '-fplugin-arg-%s-%s'"),
		      plugin_name, arg->key);
		return false;
	}
	if (!strcmp(arg->key, "output")) {
		output = arg->value;
		return true;
	}
	if (!strcmp(arg->key, "table"))
		return table_read(arg->value);
	error(G_("unknown option '-fplugin-arg-%s-%s'"), plugin_name, arg->key);
	return false;
}

__visible int plugin_init(struct plugin_name_args *plugin_info,
			  struct plugin_gcc_version *version)
{
	const char * const plugin_name = plugin_info->base_name;
	bool table = false;
	int i;

	/* All functions are in SSA form then, and none is inlined yet */
	PASS_INFO(pte_mapping, "build_ssa_passes", 1, PASS_POS_INSERT_AFTER);

	if (!plugin_default_version_check(version, &gcc_version)) {
		error(G_("incompatible gcc/plugin versions"));
		return 1;
	}
	for (i = 0; i < plugin_info->argc; i++) {
		if (!take_argument(plugin_name, &plugin_info->argv[i]))
			return 1;
		table |= !strcmp(plugin_info->argv[i].key, "table");
	}
	if (!table) {
		error(G_("%s: no table is given"), plugin_name);
		return 1;
	}
	register_callback(plugin_name, PLUGIN_INFO, NULL, &pte_mapping_plugin_info);
	register_callback(plugin_name, PLUGIN_PASS_MANAGER_SETUP, NULL,
			  &pte_mapping_pass_info);
	return 0;
}
