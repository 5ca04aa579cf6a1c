// SPDX-License-Identifier: GPL-2.0
/*
 * A plugin of QEMU that counts how often instructions at given addresses are run.
 *
 *	-plugin count.so,addresses=FILE,counts=FILE
 *
 * addresses: a hexadecimal address a line, sorted, virtual ones of the guest.
 * counts: written when QEMU ends, "ADDRESS COUNT" a line, those that ran.
 *
 * The counters are plain: where two processors count at once a step may be lost,
 * never the first one, so zero still means "not run".
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plugin.h"

#define EXPORT __attribute__((visibility("default")))

EXPORT int qemu_plugin_version = API_VERSION;

static uint64_t *addresses, *counters;
static size_t address_count;
static const char *counts_path;

static int by_value(const void *one, const void *other)
{
	uint64_t a = *(const uint64_t *)one, b = *(const uint64_t *)other;

	return a < b ? -1 : a > b;
}

/* Each block of code comes here once, before it is run. */
static void translated(plugin_id id, struct tb *tb)
{
	size_t count = qemu_plugin_tb_n_insns(tb);

	(void)id;
	for (size_t i = 0; i < count; i++) {
		struct insn *insn = qemu_plugin_tb_get_insn(tb, i);
		uint64_t at = qemu_plugin_insn_vaddr(insn);
		uint64_t *found = bsearch(&at, addresses, address_count,
					  sizeof(at), by_value);

		if (found)
			qemu_plugin_register_vcpu_insn_exec_inline(
				insn, INLINE_ADD_U64,
				&counters[found - addresses], 1);
	}
}

static void at_exit(plugin_id id, void *data)
{
	FILE *file = fopen(counts_path, "w");

	(void)id;
	(void)data;
	if (!file) {
		perror(counts_path);
		return;
	}
	for (size_t i = 0; i < address_count; i++)
		if (counters[i])
			fprintf(file, "%" PRIx64 " %" PRIu64 "\n", addresses[i],
				counters[i]);
	if (fclose(file))
		perror(counts_path);
}

static bool read_addresses(const char *path)
{
	FILE *file = fopen(path, "r");
	size_t room = 0;
	uint64_t at;

	if (!file) {
		perror(path);
		return false;
	}
	while (fscanf(file, "%" SCNx64, &at) == 1) {
		if (address_count == room) {
			room = room ? 2 * room : 256;
			addresses = realloc(addresses, room * sizeof(at));
			if (!addresses)
				break;
		}
		addresses[address_count++] = at;
	}
	fclose(file);
	if (addresses)
		qsort(addresses, address_count, sizeof(at), by_value);
	counters = calloc(address_count + 1, sizeof(*counters));
	return counters && (addresses || !address_count);
}

EXPORT int qemu_plugin_install(plugin_id id, const struct info *info, int argc,
			       char **argv)
{
	const char *path = NULL;

	(void)info;
	for (int i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "addresses=", 10))
			path = argv[i] + 10;
		else if (!strncmp(argv[i], "counts=", 7))
			counts_path = argv[i] + 7;
	}
	if (!path || !counts_path || !read_addresses(path)) {
		fprintf(stderr, "count: wants addresses=FILE,counts=FILE\n");
		return -1;
	}
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	qemu_plugin_register_atexit_cb(id, at_exit, NULL);
	return 0;
}
