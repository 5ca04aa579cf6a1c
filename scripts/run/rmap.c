// SPDX-License-Identifier: GPL-2.0
/*
 * Walks from a page to the tables that map it.
 *
 * Reaches the site that maps a table for such a walk, and both of its checks:
 * reclaim (MADV_PAGEOUT), migration (compaction), KSM, and the marks of idle
 * pages each walk in their way. The pages are mapped by a parent and a child,
 * some of them from a file, while threads unmap and map the same ranges again.
 * The first entry of a huge page is emptied: a walk then finds nothing where the
 * page begins, goes on in the table and locks it later, which is the second check.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "stress.h"

#define PAGES 96
#define KSM "/sys/kernel/mm/ksm/"
#define IDLE "/sys/kernel/mm/page_idle/bitmap"

static char *shared, *anonymous, *same, *holed;
static size_t huge;
static int file;

static void reclaim(void *argument)
{
	(void)argument;
	madvise(anonymous, PAGES * page_size, MADV_PAGEOUT);
	madvise(shared, PAGES * page_size, MADV_PAGEOUT);
	compare(anonymous, PAGES * page_size, 0x1000, "anonymous");
	compare(shared, PAGES * page_size, 0x2000, "shared");
	madvise(anonymous, PAGES * page_size, MADV_COLD);
}

static void compact(void *argument)
{
	(void)argument;
	write_text("/proc/sys/vm/compact_memory", "1");
	usleep(20000);
}

/* Ask which pages are idle, which clears their marks in every table. */
static void idle(void *argument)
{
	uint64_t words[64];
	int fd = open(IDLE, O_RDWR);

	(void)argument;
	if (fd >= 0) {
		while (read(fd, words, sizeof(words)) == sizeof(words)) {
			memset(words, 0xff, sizeof(words));
			if (lseek(fd, -(off_t)sizeof(words), SEEK_CUR) < 0 ||
			    write(fd, words, sizeof(words)) < 0)
				break;
			if (stress_over())
				break;
		}
		close(fd);
	}
	usleep(5000);
}

static void map_again(void *argument)
{
	char *made = map_memory(PAGES * page_size, MAP_SHARED, file);

	(void)argument;
	compare(made, PAGES * page_size, 0x2000, "mapped again");
	munmap(made + 16 * page_size, 16 * page_size);
	munmap(made, PAGES * page_size);
}

/* Pages that are all the same are made one, and written they are two again. */
static void merge(void *argument)
{
	(void)argument;
	madvise(same, PAGES * page_size, MADV_MERGEABLE);
	for (size_t at = 0; at < PAGES * page_size; at += page_size)
		memset(same + at, 0x5a, page_size);
	usleep(50000);
	for (size_t at = 0; at < PAGES * page_size; at += page_size)
		if (same[at] != 0x5a || same[at + page_size - 1] != 0x5a)
			fail("a merged page has other data");
	madvise(same, PAGES * page_size, MADV_UNMERGEABLE);
}

/* Which page of the machine's memory is at an address; 0: not told. */
static uint64_t frame(const char *address)
{
	int fd = open("/proc/self/pagemap", O_RDONLY);
	uint64_t entry = 0;

	if (fd < 0)
		return 0;
	if (pread(fd, &entry, sizeof(entry),
		  (uintptr_t)address / page_size * sizeof(entry)) < 0)
		entry = 0;
	close(fd);
	return entry & ((1ULL << 55) - 1);
}

/* A huge page of which the first part is not mapped. */
static void hole(void *argument)
{
	uint64_t first, bits;
	int fd = open(IDLE, O_RDWR);

	(void)argument;
	fill(holed, huge, 0x3000);
	first = frame(holed);
	madvise(holed, page_size, MADV_DONTNEED);
	bits = 1ULL << first % 64;
	if (fd >= 0) {
		if (first)
			pwrite(fd, &bits, sizeof(bits), first / 64 * sizeof(bits));
		close(fd);
	}
	usleep(20000);
	compare(holed + page_size, huge - page_size, 0x3001, "holed");
	madvise(holed, huge, MADV_DONTNEED);
}

int main(void)
{
	int both;

	stress_begin();
	write_text(KSM "sleep_millisecs", "5");
	write_text(KSM "pages_to_scan", "1000");
	write_text(KSM "run", "1");
	file = memory_file("rmap", PAGES * page_size);
	shared = map_memory(PAGES * page_size, MAP_SHARED, file);
	anonymous = map_memory(PAGES * page_size, MAP_PRIVATE, -1);
	same = map_memory(PAGES * page_size, MAP_PRIVATE, -1);
	fill(shared, PAGES * page_size, 0x2000);
	fill(anonymous, PAGES * page_size, 0x1000);

	both = child(reclaim, NULL);
	crew_add(reclaim, NULL);
	crew_add(compact, NULL);
	crew_add(idle, NULL);
	crew_add(map_again, NULL);
	crew_add(merge, NULL);
	if (!access("/sys/kernel/mm/transparent_hugepage", F_OK)) {
		huge = huge_size();
		holed = map_aligned(huge, huge, MAP_PRIVATE, -1);
		madvise(holed, huge, MADV_HUGEPAGE);
		crew_add(hole, NULL);
	}
	crew_wait();
	child_wait(both);
	write_text(KSM "run", "2");
	return EXIT_SUCCESS;
}
