// SPDX-License-Identifier: GPL-2.0
/*
 * fork: the copy of a parent's page tables into a child's.
 *
 * Reaches the site that copies one table of entries, for each kind of page that
 * it treats in its own way: anonymous, private to a file, swapped out, and pinned
 * (by the kernel's gup_test, where it is built in). The child looks at its copy
 * and then writes to it, which the parent must not see. Meanwhile another thread
 * empties a neighbour's memory and fills it again, and one reclaims.
 *
 * Where rechecks are made to fail a child lacks what was not copied, its stack
 * perhaps: then it may crash or hang, and only the parent's data count.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "stress.h"

#define PAGES 64
#define PINNED 4
#define PATIENCE_MS 100 /* for a child that lacks pages */

/* mm/gup_test.h */
struct pin_longterm_test {
	uint64_t addr;
	uint64_t size;
	uint32_t flags;
};
#define PIN_LONGTERM_TEST_START _IOW('g', 7, struct pin_longterm_test)
#define PIN_LONGTERM_TEST_STOP _IO('g', 8)
#define PIN_LONGTERM_TEST_FLAG_USE_WRITE 1

static char *anonymous, *private_file, *shared, *swapped, *pinned, *neighbour;

static void neighbours(void *argument)
{
	(void)argument;
	fill(neighbour, PAGES * page_size, 0x6000);
	compare(neighbour, PAGES * page_size, 0x6000, "neighbour");
	madvise(neighbour, PAGES * page_size, MADV_DONTNEED);
}

static void reclaim(void *argument)
{
	(void)argument;
	madvise(swapped, PAGES * page_size, MADV_PAGEOUT);
	usleep(20000);
}

/* Memory that a device may write to: its pages are copied at once. */
static int pin(void)
{
	struct pin_longterm_test test = {
		.addr = (uintptr_t)pinned,
		.size = PINNED * page_size,
		.flags = PIN_LONGTERM_TEST_FLAG_USE_WRITE,
	};
	int fd = open("/sys/kernel/debug/gup_test", O_RDWR);

	if (fd >= 0 && ioctl(fd, PIN_LONGTERM_TEST_START, &test)) {
		close(fd);
		return -1;
	}
	return fd;
}

static void look(void)
{
	compare(anonymous, PAGES * page_size, 0x1000, "anonymous");
	compare(private_file, PAGES * page_size / 2, 0x2000, "written");
	compare(private_file + PAGES * page_size / 2, PAGES * page_size / 2,
		0x3000 + PAGES / 2, "not written");
	compare(shared, PAGES * page_size, 0x3000, "shared");
	compare(swapped, PAGES * page_size, 0x4000, "swapped");
	compare(pinned, PINNED * page_size, 0x5000, "pinned");
}

/* What a child ended with. */
static int ended(int pid)
{
	int status, done = 0;

	for (int i = 0; faults() && !done && i < PATIENCE_MS; i++) {
		done = waitpid(pid, &status, WNOHANG);
		if (!done)
			usleep(1000);
	}
	if (faults() && !done)
		kill(pid, SIGKILL);
	if (!done)
		done = waitpid(pid, &status, 0);
	if (done != pid)
		fail("waitpid: %s", strerror(errno));
	return status;
}

static void once(void)
{
	int status;
	int pid = fork();

	if (pid < 0)
		fail("fork: %s", strerror(errno));
	if (pid == 0) {
		if (!faults())
			look();
		fill(anonymous, PAGES * page_size, 0x7000);
		fill(private_file, PAGES * page_size, 0x7000);
		fill(swapped, PAGES * page_size, 0x7000);
		fill(pinned, PINNED * page_size, 0x7000);
		_exit(EXIT_SUCCESS);
	}
	status = ended(pid);
	if (status && !faults())
		fail("a child ended with status %#x", status);
}

int main(void)
{
	size_t size;
	int fd, pins;

	stress_begin();
	size = PAGES * page_size;
	fd = memory_file("fork", size);
	anonymous = map_memory(size, MAP_PRIVATE, -1);
	shared = map_memory(size, MAP_SHARED, fd);
	private_file = map_memory(size, MAP_PRIVATE, fd);
	swapped = map_memory(size, MAP_PRIVATE, -1);
	pinned = map_memory(PINNED * page_size, MAP_PRIVATE, -1);
	neighbour = map_memory(size, MAP_PRIVATE, -1);
	fill(anonymous, size, 0x1000);
	fill(shared, size, 0x3000);
	fill(private_file, size / 2, 0x2000);
	fill(swapped, size, 0x4000);
	fill(pinned, PINNED * page_size, 0x5000);
	pins = pin();

	crew_add(neighbours, NULL);
	crew_add(reclaim, NULL);
	while (!stress_over()) {
		once();
		look();
	}
	crew_wait();
	if (pins >= 0)
		ioctl(pins, PIN_LONGTERM_TEST_STOP);
	return EXIT_SUCCESS;
}
