// SPDX-License-Identifier: GPL-2.0
/*
 * The generations of pages (CONFIG_LRU_GEN) are made older by hand.
 *
 * Reaches the site that walks a table for young entries, where the processor has
 * a bit for that: debugfs makes a new generation, with a full scan, again and
 * again, while threads touch, zap and unmap what it walks.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "stress.h"

#define PAGES 1024
#define INTERFACE "/sys/kernel/debug/lru_gen"

static char *kept;

/* "memcg ID PATH", " node N", then a line for each generation. */
static bool newest(unsigned int *memcg, unsigned int *node,
		   unsigned long *generation)
{
	FILE *file = fopen(INTERFACE, "r");
	char line[256];
	bool found = false;

	if (!file)
		return false;
	while (fgets(line, sizeof(line), file)) {
		unsigned long number;

		if (sscanf(line, "memcg %u", memcg) == 1)
			found = false;
		else if (sscanf(line, " node %u", node) == 1)
			found = false;
		else if (sscanf(line, " %lu", &number) == 1) {
			*generation = number;
			found = true;
		}
	}
	fclose(file);
	return found;
}

static void touch(void *argument)
{
	(void)argument;
	compare(kept, PAGES * page_size, 0x1000, "kept");
}

static void come_and_go(void *argument)
{
	char *own = map_memory(PAGES * page_size, MAP_PRIVATE, -1);

	(void)argument;
	fill(own, PAGES * page_size, 0x2000);
	madvise(own, PAGES * page_size / 2, MADV_DONTNEED);
	compare(own + PAGES * page_size / 2, PAGES * page_size / 2,
		0x2000 + PAGES / 2, "own");
	munmap(own, PAGES * page_size);
}

int main(void)
{
	unsigned int memcg, node;
	unsigned long generation;
	char command[80];

	stress_begin();
	if (!newest(&memcg, &node, &generation))
		skip("no generations in " INTERFACE);
	kept = map_memory(PAGES * page_size, MAP_PRIVATE, -1);
	madvise(kept, PAGES * page_size, MADV_NOHUGEPAGE);
	fill(kept, PAGES * page_size, 0x1000);

	crew_add(touch, NULL);
	crew_add(come_and_go, NULL);
	while (!stress_over()) {
		if (!newest(&memcg, &node, &generation))
			fail("the generations are gone");
		/* + memcg node newest swappiness, and all tables */
		snprintf(command, sizeof(command), "+ %u %u %lu 200 1", memcg,
			 node, generation);
		write_text(INTERFACE, command);
	}
	crew_wait();
	return EXIT_SUCCESS;
}
