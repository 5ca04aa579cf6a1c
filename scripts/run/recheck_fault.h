/* SPDX-License-Identifier: GPL-2.0 */
/*
 * A compare that fails now and then, to see what a kernel does when it fails.
 *
 * treewide run puts this into a copy of a tree, around the rechecks of a converted
 * file. It is never part of a series. With recheck_fault=N on the command line each
 * place fails the first time and each Nth from there where it would have passed;
 * without it none does.
 *
 * A task whose name begins with "sure" is left alone: what a fork leaves out since
 * the table seems to be gone would be missing in the child.
 */
#ifndef _LINUX_RECHECK_FAULT_H
#define _LINUX_RECHECK_FAULT_H

#include <linux/atomic.h>
#include <linux/init.h>
#include <linux/kstrtox.h>
#include <linux/sched.h>
#include <linux/string.h>

static unsigned int recheck_fault_every __read_mostly;

static int __init recheck_fault_set(char *text)
{
	return kstrtouint(text, 0, &recheck_fault_every);
}
early_param("recheck_fault", recheck_fault_set);

/* Its address says that a compare was made to fail, and from where. */
static noinline void recheck_failed(void)
{
	barrier();
}

static noinline bool recheck_due(atomic_t *passed)
{
	if (!recheck_fault_every || !strncmp(current->comm, "sure", 4))
		return false;
	return !((unsigned int)(atomic_inc_return(passed) - 1) % recheck_fault_every);
}

#define RECHECK_FAULT(same)					\
({								\
	static atomic_t __passed = ATOMIC_INIT(0);		\
	bool __same = (same);					\
								\
	if (__same && recheck_due(&__passed)) {			\
		recheck_failed();				\
		__same = false;					\
	}							\
	__same;							\
})

#endif
