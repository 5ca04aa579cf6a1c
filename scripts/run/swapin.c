// SPDX-License-Identifier: GPL-2.0
/*
 * Anonymous pages become one huge page, and some of them are swapped out.
 *
 * Reaches the site that looks through a table for entries to be swapped in before
 * the collapse. Each second page is swapped out, then the range is collapsed by
 * madvise(); between that a thread writes to pages that the compare does not see
 * and another zaps memory of its own.
 */
#define _GNU_SOURCE
#include <stdlib.h>
#include <sys/mman.h>

#include "stress.h"

static size_t huge;
static char *range, *own;

static void zap(void *argument)
{
	(void)argument;
	fill(own, huge / 4, 0x3000);
	compare(own, huge / 4, 0x3000, "own");
	madvise(own, huge / 4, MADV_DONTNEED);
}

static void scribble(void *argument)
{
	(void)argument;
	for (size_t at = sizeof(uint64_t); at < huge; at += 8 * page_size)
		poke(range + at, peek(range + at) + 1);
}

int main(void)
{
	stress_begin();
	huge = huge_size();
	range = map_aligned(huge, huge, MAP_PRIVATE, -1);
	own = map_aligned(huge, huge, MAP_PRIVATE, -1);
	madvise(own, huge, MADV_NOHUGEPAGE);

	crew_add(zap, NULL);
	crew_add(scribble, NULL);
	while (!stress_over()) {
		madvise(range, huge, MADV_NOHUGEPAGE);
		fill(range, huge, 0x1000);
		/* Reclaim splits a huge page that is not taken as a whole. */
		for (size_t at = 0; at < huge; at += 2 * page_size)
			madvise(range + at, page_size, MADV_PAGEOUT);
		madvise(range, huge, MADV_HUGEPAGE);
		madvise(range, huge, MADV_COLLAPSE);
		compare(range, huge, 0x1000, "collapsed");
	}
	crew_wait();
	return EXIT_SUCCESS;
}
