// SPDX-License-Identifier: GPL-2.0
/*
 * stress.h's functions. Threads are few and the time is bounded, so that a
 * program that hangs is the kernel's fault.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "stress.h"

#define CREW_MAX 8
#define SECONDS_DEFAULT 2

size_t page_size;

static double deadline;
static pthread_t crew[CREW_MAX];
static unsigned int crew_count;

struct duty {
	void (*loop)(void *argument);
	void *argument;
};

static void say(const char *head, const char *format, va_list arguments)
{
	char text[256];

	vsnprintf(text, sizeof(text), format, arguments);
	dprintf(STDOUT_FILENO, "# %s: %s\n", head, text);
}

/* Say what is wrong, and end. */
void fail(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say("fail", format, arguments);
	_exit(EXIT_FAILURE);
}

/* Say what the kernel lacks, and end. */
void skip(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	say("skip", format, arguments);
	_exit(STRESS_SKIP);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* Let the time begin; STRESS_SECONDS says how much there is. */
void stress_begin(void)
{
	const char *given = getenv("STRESS_SECONDS");

	page_size = sysconf(_SC_PAGESIZE);
	deadline = now() + (given ? atof(given) : SECONDS_DEFAULT);
}

/* Whether the time is over. */
bool stress_over(void)
{
	return now() > deadline;
}

static void *on_duty(void *argument)
{
	struct duty *duty = argument;

	while (!stress_over())
		duty->loop(duty->argument);
	free(duty);
	return NULL;
}

/* Whether this kernel makes rechecks fail. */
bool faults(void)
{
	return getenv("STRESS_FAULTS") != NULL;
}

/* Start a thread that does something again and again until the time is over. */
void crew_add(void (*loop)(void *argument), void *argument)
{
	struct duty *duty = malloc(sizeof(*duty));

	if (!duty || crew_count == CREW_MAX)
		fail("no more threads");
	duty->loop = loop;
	duty->argument = argument;
	if (pthread_create(&crew[crew_count], NULL, on_duty, duty))
		fail("pthread_create");
	crew_count++;
}

/* Wait for all threads. */
void crew_wait(void)
{
	while (crew_count)
		pthread_join(crew[--crew_count], NULL);
}

/*
 * Start a process that does something until the time is over. A kernel in which
 * rechecks are made to fail is asked to copy it as it is (recheck_fault.h).
 */
int child(void (*loop)(void *argument), void *argument)
{
	char name[16];
	int pid;

	prctl(PR_GET_NAME, name);
	prctl(PR_SET_NAME, "sure");
	pid = fork();
	prctl(PR_SET_NAME, name);
	if (pid < 0)
		fail("fork: %s", strerror(errno));
	if (pid == 0) {
		while (!stress_over())
			loop(argument);
		_exit(EXIT_SUCCESS);
	}
	return pid;
}

/* Wait for a process, which must have had right data. */
void child_wait(int pid)
{
	int status;

	if (waitpid(pid, &status, 0) != pid)
		fail("waitpid: %s", strerror(errno));
	if (!WIFEXITED(status) || WEXITSTATUS(status))
		fail("a child ended with status %#x", status);
}

/* The size of a page that one entry of the table above can map. */
size_t huge_size(void)
{
	static const char path[] =
		"/sys/kernel/mm/transparent_hugepage/hpage_pmd_size";
	FILE *file = fopen(path, "r");
	size_t size = 0;

	if (!file)
		skip("no huge pages");
	if (fscanf(file, "%zu", &size) != 1 || !size)
		skip("no size of huge pages");
	fclose(file);
	return size;
}

/* Memory that can be read and written. */
void *map_memory(size_t size, int flags, int fd)
{
	void *start = mmap(NULL, size, PROT_READ | PROT_WRITE,
			   flags | (fd < 0 ? MAP_ANONYMOUS : 0), fd, 0);

	if (start == MAP_FAILED)
		fail("mmap of %zu: %s", size, strerror(errno));
	return start;
}

/* The same, beginning at a multiple of a power of two. */
void *map_aligned(size_t size, size_t align, int flags, int fd)
{
	uintptr_t room = (uintptr_t)mmap(NULL, size + align, PROT_NONE,
					 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	uintptr_t start = (room + align - 1) & ~(align - 1);
	void *made;

	if (room == (uintptr_t)MAP_FAILED)
		fail("mmap of %zu: %s", size + align, strerror(errno));
	made = mmap((void *)start, size, PROT_READ | PROT_WRITE,
		    flags | MAP_FIXED | (fd < 0 ? MAP_ANONYMOUS : 0), fd, 0);
	if (made == MAP_FAILED)
		fail("mmap of %zu: %s", size, strerror(errno));
	return made;
}

/* A file in memory. */
int memory_file(const char *name, size_t size)
{
	int fd = memfd_create(name, 0);

	if (fd < 0)
		skip("memfd_create: %s", strerror(errno));
	if (ftruncate(fd, size))
		fail("ftruncate: %s", strerror(errno));
	return fd;
}

/* Write a file of the kernel's, where there is one. */
bool write_text(const char *path, const char *text)
{
	size_t size = strlen(text);
	int fd = open(path, O_WRONLY);
	bool done;

	if (fd < 0)
		return false;
	done = write(fd, text, size) == (ssize_t)size;
	close(fd);
	return done;
}

/* Read a word: a load that is there in the code, too. */
uint32_t peek(const void *word)
{
	return __atomic_load_n((const uint32_t *)word, __ATOMIC_RELAXED);
}

/* Write a word. */
void poke(void *word, uint32_t value)
{
	__atomic_store_n((uint32_t *)word, value, __ATOMIC_RELAXED);
}

/* Give each page a word that says where it belongs. */
void fill(void *start, size_t size, uint32_t seed)
{
	for (size_t at = 0; at < size; at += page_size)
		poke((char *)start + at, seed + at / page_size);
}

/* Each page must have its word. */
void compare(const void *start, size_t size, uint32_t seed, const char *what)
{
	for (size_t at = 0; at < size; at += page_size) {
		uint32_t has = peek((const char *)start + at);
		uint32_t wants = seed + at / page_size;

		if (has != wants)
			fail("%s: page %zu holds %#x, not %#x", what,
			     at / page_size, has, wants);
	}
}
