// SPDX-License-Identifier: GPL-2.0
/*
 * Faults on entries whose table is there already.
 *
 * Reaches the site that every such fault begins with, also where several threads
 * fault on one page, and the guard behind it: a page that was read is written, so
 * its entry is made writable. With a table but without an entry it reaches the
 * site that looks again at a locked file's page that is not in memory: a ram
 * disk is mapped, locked page by page, and its cache dropped. On powerpc an
 * entry's flags change only after an assertion, which has a site of its own.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "stress.h"

#define PAGES 64
#define DISK "/dev/ram1"
#ifndef MLOCK_ONFAULT
#define MLOCK_ONFAULT 1
#endif

static char *common;

/* The zero page first, then one's own; two threads at the same pages. */
static void read_then_write(void *argument)
{
	size_t mine = (uintptr_t)argument * sizeof(uint32_t);

	for (size_t at = 0; at < PAGES * page_size; at += page_size) {
		uint32_t has = peek(common + at + mine);

		if (has != 0 && has != 0xabcd)
			fail("page %zu holds %#x", at / page_size, has);
		poke(common + at + mine, 0xabcd);
	}
	madvise(common, PAGES * page_size, MADV_DONTNEED);
}

/* Entries that lose their right to be written to, and get it back. */
static void protect(void *argument)
{
	char *own = argument;

	fill(own, PAGES * page_size, 0x1000);
	mprotect(own, PAGES * page_size, PROT_READ);
	compare(own, PAGES * page_size, 0x1000, "protected");
	mprotect(own, PAGES * page_size, PROT_READ | PROT_WRITE);
}

/* Pages of a file, written after they were read: their entries get dirty. */
static void dirty(void *argument)
{
	char *file = argument;

	for (size_t at = 0; at < PAGES * page_size; at += page_size)
		peek(file + at);
	fill(file, PAGES * page_size, 0x2000);
	compare(file, PAGES * page_size, 0x2000, "file");
	madvise(file, PAGES * page_size, MADV_DONTNEED);
}

/* A page of a locked mapping that is not in the cache, beside one that is. */
static void missing(void *argument)
{
	int fd = open(DISK, O_RDWR);
	char *disk;

	(void)argument;
	if (fd < 0) {
		usleep(10000);
		return;
	}
	posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED);
	disk = map_memory(PAGES * page_size, MAP_SHARED, fd);
	madvise(disk, PAGES * page_size, MADV_RANDOM);
	if (syscall(__NR_mlock2, disk, PAGES * page_size, MLOCK_ONFAULT))
		fail("mlock2: %s", strerror(errno));
	for (size_t at = 0; at < PAGES * page_size; at += page_size)
		if (peek(disk + at))
			fail("the ram disk is not empty");
	munmap(disk, PAGES * page_size);
	close(fd);
}

int main(void)
{
	char *own, *file;

	stress_begin();
	common = map_memory(PAGES * page_size, MAP_PRIVATE, -1);
	own = map_memory(PAGES * page_size, MAP_PRIVATE, -1);
	file = map_memory(PAGES * page_size, MAP_SHARED,
			  memory_file("fault", PAGES * page_size));
	madvise(common, PAGES * page_size, MADV_NOHUGEPAGE);

	crew_add(read_then_write, (void *)1);
	crew_add(read_then_write, (void *)2);
	crew_add(protect, own);
	crew_add(dirty, file);
	crew_add(missing, NULL);
	crew_wait();
	return EXIT_SUCCESS;
}
