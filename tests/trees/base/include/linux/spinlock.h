/* SPDX-License-Identifier: GPL-2.0 */
#ifndef __LINUX_SPINLOCK_H
#define __LINUX_SPINLOCK_H

#include <linux/types.h>

typedef struct {
	int raw;
} spinlock_t;

#define SINGLE_DEPTH_NESTING	1
#define __cond_lock(x, c)	(c)

void spin_lock(spinlock_t *lock);
void spin_lock_nested(spinlock_t *lock, int subclass);
int spin_trylock(spinlock_t *lock);
void spin_unlock(spinlock_t *lock);
int spin_is_locked(spinlock_t *lock);
void rcu_read_lock(void);
void rcu_read_unlock(void);
void cond_resched(void);

#endif
