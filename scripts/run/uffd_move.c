// SPDX-License-Identifier: GPL-2.0
/*
 * UFFDIO_MOVE: pages move between two ranges of one process.
 *
 * Reaches both sites of the move, the destination's table and the source's, and
 * each of its three ends: a page that is there, one that was swapped out, and
 * the zero page. To and fro, while another thread zaps and faults memory in the
 * same tables and a third reclaims the source.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "stress.h"

#define PAGES 64

#ifndef UFFDIO_MOVE
struct uffdio_move {
	__u64 dst;
	__u64 src;
	__u64 len;
	__u64 mode;
	__s64 move;
};
#define UFFDIO_MOVE _IOWR(UFFDIO, 0x05, struct uffdio_move)
#define UFFD_FEATURE_MOVE (1 << 16)
#endif

static int uffd;
static char *one, *two, *beside;

static void move(char *to, char *from)
{
	struct uffdio_move request = {
		.dst = (uintptr_t)to,
		.src = (uintptr_t)from,
		.len = PAGES * page_size,
	};

	while (request.len) {
		request.move = 0;
		if (!ioctl(uffd, UFFDIO_MOVE, &request))
			return;
		if (errno != EAGAIN && errno != EBUSY)
			fail("UFFDIO_MOVE: %s", strerror(errno));
		/* What was moved before it gave up is not moved again. */
		if (request.move > 0) {
			request.dst += request.move;
			request.src += request.move;
			request.len -= request.move;
		}
	}
}

static void reclaim(void *argument)
{
	(void)argument;
	madvise(one, PAGES * page_size / 2, MADV_PAGEOUT);
	madvise(two, PAGES * page_size / 2, MADV_PAGEOUT);
	usleep(2000);
}

static void zap(void *argument)
{
	(void)argument;
	fill(beside, PAGES * page_size, 0x4000);
	compare(beside, PAGES * page_size, 0x4000, "beside");
	madvise(beside, PAGES * page_size, MADV_DONTNEED);
}

/* Pages that were only read: all of them are the zero page. */
static void zero_pages(void)
{
	char *from = map_memory(PAGES * page_size, MAP_PRIVATE, -1);
	char *to = map_memory(PAGES * page_size, MAP_PRIVATE, -1);
	struct uffdio_register range = {
		.range = { (uintptr_t)to, PAGES * page_size },
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};

	if (ioctl(uffd, UFFDIO_REGISTER, &range))
		fail("UFFDIO_REGISTER: %s", strerror(errno));
	for (size_t at = 0; at < PAGES * page_size; at += page_size)
		if (peek(from + at))
			fail("a new page is not zero");
	move(to, from);
	for (size_t at = 0; at < PAGES * page_size; at += page_size)
		if (peek(to + at))
			fail("a moved zero page is not zero");
	munmap(from, PAGES * page_size);
	munmap(to, PAGES * page_size);
}

static void register_range(char *start)
{
	struct uffdio_register range = {
		.range = { (uintptr_t)start, PAGES * page_size },
		.mode = UFFDIO_REGISTER_MODE_MISSING,
	};

	if (ioctl(uffd, UFFDIO_REGISTER, &range))
		fail("UFFDIO_REGISTER: %s", strerror(errno));
}

int main(void)
{
	struct uffdio_api api = { .api = UFFD_API,
				  .features = UFFD_FEATURE_MOVE };
	size_t size;

	stress_begin();
	size = PAGES * page_size;
	uffd = syscall(__NR_userfaultfd, O_CLOEXEC);
	if (uffd < 0 || ioctl(uffd, UFFDIO_API, &api))
		skip("no UFFDIO_MOVE: %s", strerror(errno));
	one = map_memory(size, MAP_PRIVATE, -1);
	two = map_memory(size, MAP_PRIVATE, -1);
	beside = map_memory(size, MAP_PRIVATE, -1);
	/* Before that only: from then on a fault in it waits for us. */
	fill(one, size, 0x1000);
	register_range(one);
	register_range(two);

	crew_add(zap, NULL);
	crew_add(reclaim, NULL);
	while (!stress_over()) {
		move(two, one);
		compare(two, size, 0x1000, "there");
		move(one, two);
		compare(one, size, 0x1000, "back");
		zero_pages();
	}
	crew_wait();
	return EXIT_SUCCESS;
}
