// SPDX-License-Identifier: GPL-2.0
/*
 * One page of a file, mapped several times into one process and written to.
 *
 * Reaches, where caches go by virtual addresses (arm before version 6), the site
 * that makes the other mappings of a page uncached: in one table, where the lock
 * may be held already, and in two. What one mapping writes all must read. A
 * thread zaps and maps one of them meanwhile.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "stress.h"

#define MAPPINGS 4
#define PAGES 8
#define APART (4UL << 20)

static char *mapping[MAPPINGS];
static char *loose;

static void zap(void *argument)
{
	(void)argument;
	madvise(loose, PAGES * page_size, MADV_DONTNEED);
	for (size_t at = 0; at < PAGES * page_size; at += page_size)
		peek(loose + at);
}

int main(void)
{
	uint32_t seed = 0x1000;
	char *room;
	int fd;

	stress_begin();
	fd = memory_file("alias", PAGES * page_size);
	room = map_aligned(MAPPINGS * APART, APART,
			   MAP_PRIVATE | MAP_NORESERVE, -1);
	for (int i = 0; i < MAPPINGS; i++) {
		/* Two of them in the first table, each other in one of its own. */
		size_t at = i < 2 ? i * 16 * page_size : i * APART;

		mapping[i] = mmap(room + at, PAGES * page_size,
				  PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_FIXED, fd, 0);
		if (mapping[i] == MAP_FAILED)
			fail("mmap: %s", strerror(errno));
	}
	loose = map_memory(PAGES * page_size, MAP_SHARED, fd);

	crew_add(zap, NULL);
	while (!stress_over()) {
		for (int i = 0; i < MAPPINGS; i++) {
			fill(mapping[i], PAGES * page_size, seed);
			for (int j = 0; j < MAPPINGS; j++)
				compare(mapping[j], PAGES * page_size, seed,
					"alias");
			seed += PAGES;
			madvise(mapping[i], PAGES * page_size, MADV_DONTNEED);
		}
	}
	crew_wait();
	return EXIT_SUCCESS;
}
