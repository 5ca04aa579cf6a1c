// SPDX-License-Identifier: GPL-2.0
/*
 * mremap: entries move from one table to another.
 *
 * Reaches the site that moves one table's entries: within one table, where both
 * ends have one lock; from one table to another, which takes two; of anonymous
 * memory and of a file's. The pieces are smaller than a table and do not begin
 * with one, or the whole table would move at once. Two threads move their own
 * memory to and fro beside each other, a third process uses the same file, and a
 * fourth cuts it short and has it made of huge pages where it can. powerpc puts
 * many tables into a page, under one lock: the far ones are made after many others.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "stress.h"

#define PIECE 24 /* pages */
#define TABLES 260 /* more than share a lock anywhere */

struct lane {
	char *here, *near, *far;
	uint32_t seed;
};

static char *watched;
static int file;
static size_t file_size, stretch;

static char *move(char *from, char *to)
{
	char *made = mremap(from, PIECE * page_size, PIECE * page_size,
			    MREMAP_MAYMOVE | MREMAP_FIXED, to);

	if (made != to)
		fail("mremap: %s", strerror(errno));
	return made;
}

static void to_and_fro(void *argument)
{
	struct lane *lane = argument;
	char *at = lane->here;

	at = move(at, lane->near);
	compare(at, PIECE * page_size, lane->seed, "near");
	at = move(at, lane->far);
	compare(at, PIECE * page_size, lane->seed, "far");
	at = move(at, lane->here);
	compare(at, PIECE * page_size, lane->seed, "back");
}

/* The pages behind the lane's come and go. */
static void cut(void *argument)
{
	(void)argument;
	if (ftruncate(file, file_size / 2) || ftruncate(file, file_size))
		fail("ftruncate: %s", strerror(errno));
	madvise(watched, file_size, MADV_COLLAPSE);
	usleep(1000);
}

static void watch(void *argument)
{
	(void)argument;
	compare(watched, PIECE * page_size, 0x2000, "the file");
	madvise(watched, file_size, MADV_DONTNEED);
}

/* Three places for a piece: two in one table, and one in another. */
static void lay(struct lane *lane, int flags, int fd, uint32_t seed)
{
	char *room = map_aligned(2 * stretch, stretch,
				 MAP_PRIVATE | MAP_NORESERVE, -1);

	lane->near = room + page_size;
	lane->here = room + (PIECE + 3) * page_size;
	lane->far = room + stretch + 5 * page_size;
	lane->seed = seed;
	if (mmap(lane->here, PIECE * page_size, PROT_READ | PROT_WRITE,
		 flags | MAP_FIXED, fd, 0) != lane->here)
		fail("mmap: %s", strerror(errno));
	fill(lane->here, PIECE * page_size, seed);
}

/* So many tables with a page each. */
static void spread(void)
{
	char *room = map_memory(TABLES * stretch, MAP_PRIVATE | MAP_NORESERVE, -1);

	madvise(room, TABLES * stretch, MADV_NOHUGEPAGE);
	for (size_t i = 0; i < TABLES; i++)
		poke(room + i * stretch, i);
}

int main(void)
{
	struct lane anonymous, shared;
	int user, cutter;

	stress_begin();
	/* What a table maps, or more: 2 MiB, of 64 KiB pages 256. */
	stretch = page_size > 4096 ? 256 * page_size : 2UL << 20;
	file_size = stretch;
	file = memory_file("mremap", file_size);
	watched = map_aligned(file_size, file_size, MAP_SHARED, file);
	lay(&anonymous, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0x1000);
	lay(&shared, MAP_SHARED, file, 0x2000);

	user = child(watch, NULL);
	cutter = child(cut, NULL);
	spread();
	crew_add(to_and_fro, &anonymous);
	crew_add(to_and_fro, &shared);
	crew_wait();
	child_wait(user);
	child_wait(cutter);
	return EXIT_SUCCESS;
}
