// SPDX-License-Identifier: GPL-2.0
/*
 * A file's pages become one huge page.
 *
 * Reaches the site that removes the tables of everybody else who maps the file
 * (its second mapping, and a child's), and the one that empties a table whose
 * entries point into a huge page already: a mapping that may not be huge is
 * filled, then allowed to be, then collapsed. By madvise() and by khugepaged.
 * Meanwhile a second file is cut short and grown again, its mappings are zapped
 * and faulted by two threads and a process; the first file's data must be right
 * all the time.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "stress.h"

static size_t huge;

struct mapped {
	int fd;
	char *one, *two;
};

static struct mapped steady, shaky;

static void map_twice(struct mapped *file, const char *name)
{
	file->fd = memory_file(name, 2 * huge);
	file->one = map_aligned(2 * huge, huge, MAP_SHARED, file->fd);
	file->two = map_aligned(2 * huge, huge, MAP_SHARED, file->fd);
	madvise(file->one, 2 * huge, MADV_HUGEPAGE);
}

/* Small pages again: a hole goes through the huge one. */
static void split(struct mapped *file)
{
	madvise(file->one, 2 * huge, MADV_NOHUGEPAGE);
	madvise(file->two, 2 * huge, MADV_NOHUGEPAGE);
	madvise(file->one + huge - page_size, page_size, MADV_REMOVE);
	madvise(file->two, 2 * huge, MADV_DONTNEED);
	madvise(file->one, 2 * huge, MADV_DONTNEED);
}

static void collapse(struct mapped *file, bool check)
{
	split(file);
	if (check) {
		fill(file->one, huge, 0x1000);
		compare(file->two, huge, 0x1000, "small");
	}
	madvise(file->one, 2 * huge, MADV_HUGEPAGE);
	madvise(file->one, huge, MADV_COLLAPSE);
	/* Mapped by single entries: no huge page is allowed there yet. */
	if (check)
		compare(file->two, huge, 0x1000, "huge");
	madvise(file->two, 2 * huge, MADV_HUGEPAGE);
	madvise(file->two, huge, MADV_COLLAPSE);
	if (check) {
		compare(file->one, huge, 0x1000, "first");
		compare(file->two, huge, 0x1000, "second");
	}
}

static void collapse_steady(void *argument)
{
	(void)argument;
	collapse(&steady, true);
}

static void collapse_shaky(void *argument)
{
	(void)argument;
	collapse(&shaky, false);
}

/* Through a mapping of its own, so that it has tables to lose. */
static void touch(void *argument)
{
	struct mapped *file = argument;

	madvise(file->two, huge, MADV_POPULATE_READ);
	madvise(file->two + huge / 4, huge / 4, MADV_DONTNEED);
	madvise(file->one, huge, MADV_POPULATE_WRITE);
}

static void cut(void *argument)
{
	(void)argument;
	if (ftruncate(shaky.fd, huge / 2) || ftruncate(shaky.fd, 2 * huge))
		fail("ftruncate: %s", strerror(errno));
	usleep(500);
}

int main(void)
{
	int user;

	stress_begin();
	huge = huge_size();
	map_twice(&steady, "steady");
	map_twice(&shaky, "shaky");

	user = child(touch, &steady);
	crew_add(collapse_steady, NULL);
	crew_add(collapse_shaky, NULL);
	crew_add(touch, &shaky);
	crew_add(cut, NULL);
	crew_wait();
	child_wait(user);
	return EXIT_SUCCESS;
}
