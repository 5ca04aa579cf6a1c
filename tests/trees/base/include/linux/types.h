/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LINUX_TYPES_H
#define _LINUX_TYPES_H

#include <asm-generic/rwonce.h>

#define NULL ((void *)0)
#define likely(x)	__builtin_expect(!!(x), 1)
#define unlikely(x)	__builtin_expect(!!(x), 0)
#define EAGAIN	11
#define ENOMEM	12
#define EINVAL	22
#define VM_WARN_ON_ONCE(cond)	((void)(cond))
#define BUG_ON(cond)		((void)(cond))
#define __weak			__attribute__((weak))
#define EXPORT_SYMBOL(sym)	extern __typeof__(sym) sym

typedef _Bool bool;
#define true 1
#define false 0

struct list_head {
	struct list_head *next, *prev;
};
void list_add(struct list_head *new, struct list_head *head);

#endif
