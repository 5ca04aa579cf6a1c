/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The part of QEMU's interface for plugins that is used here. Debian ships no header
 * of it: declared as in QEMU's include/qemu/qemu-plugin.h, version 1, which QEMU 4.2
 * to 8.1 know. A QEMU that doesn't know it refuses to load the plugin.
 */
#ifndef PLUGIN_H
#define PLUGIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define API_VERSION 1
#define INLINE_ADD_U64 0

typedef uint64_t plugin_id;
struct tb;
struct insn;

struct info {
	const char *target_name;
	struct {
		int min;
		int cur;
	} version;
	bool system_emulation;
	int smp_vcpus;
	int max_vcpus;
};

void qemu_plugin_register_vcpu_tb_trans_cb(plugin_id id,
					   void (*cb)(plugin_id id,
						      struct tb *tb));
void qemu_plugin_register_vcpu_insn_exec_inline(struct insn *insn, int op,
						void *counter, uint64_t step);
void qemu_plugin_register_atexit_cb(plugin_id id,
				    void (*cb)(plugin_id id, void *data),
				    void *data);
size_t qemu_plugin_tb_n_insns(const struct tb *tb);
struct insn *qemu_plugin_tb_get_insn(const struct tb *tb, size_t number);
uint64_t qemu_plugin_insn_vaddr(const struct insn *insn);

#endif
