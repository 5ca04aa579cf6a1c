// SPDX-License-Identifier: GPL-2.0
/*
 * The first process of a kernel that is tried: sets up what the stress programs
 * need, runs one after the other and tells KTAP on the console what came of it,
 * looks whether memory came back, and resets the machine.
 *
 * It is all there is in the initramfs beside the programs: no shell, so the same
 * for every architecture that a C library can be linked for.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/swap.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "stress.h"

#define PROGRAMS "/stress"
#define SWAP_DEVICE "/dev/ram0"
#define SWAP_BYTES (32UL << 20)
#define LIMIT_FACTOR 10 /* a program may take so many times the time it has */
#define LIMIT_LEAST 30 /* seconds */
#define KILL_SECONDS 10 /* that an ended one may take to go */
#define KIB_LOST 16384 /* memory that may be in caches we can't empty */

#define ARRAY_SIZE(array) (sizeof(array) / sizeof((array)[0]))

static const struct {
	const char *type;
	const char *where;
} mounts[] = {
	{ "proc", "/proc" },	 { "sysfs", "/sys" },
	{ "devtmpfs", "/dev" },	 { "debugfs", "/sys/kernel/debug" },
	{ "tmpfs", "/tmp" },
};

/* More work for the kernel's own threads, and its checkers told to speak up. */
static const struct {
	const char *path;
	const char *text;
} settings[] = {
	{ "/proc/sys/kernel/hung_task_timeout_secs", "60" },
	{ "/sys/kernel/mm/transparent_hugepage/enabled", "madvise" },
	{ "/sys/kernel/mm/transparent_hugepage/shmem_enabled", "advise" },
	{ "/sys/kernel/mm/transparent_hugepage/khugepaged/scan_sleep_millisecs",
	  "10" },
	{ "/sys/kernel/mm/transparent_hugepage/khugepaged/alloc_sleep_millisecs",
	  "10" },
	{ "/sys/kernel/mm/transparent_hugepage/khugepaged/pages_to_scan",
	  "16384" },
};

static void set_up(void)
{
	for (size_t i = 0; i < ARRAY_SIZE(mounts); i++) {
		mkdir(mounts[i].where, 0755);
		mount(mounts[i].type, mounts[i].where, mounts[i].type, 0, NULL);
	}
	for (size_t i = 0; i < ARRAY_SIZE(settings); i++)
		write_text(settings[i].path, settings[i].text);
}

/* What is said goes through the kernel's log: no line is cut by one of the kernel's. */
static void set_output(void)
{
	int fd = open("/dev/kmsg", O_WRONLY);

	if (fd >= 0) {
		dup2(fd, STDOUT_FILENO);
		dup2(fd, STDERR_FILENO);
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
}

/*
 * What mkswap writes (union swap_header, include/linux/swap.h). All of the disk is
 * written to: it keeps what it once was given, which would count as lost.
 */
static bool make_swap(void)
{
	size_t size = sysconf(_SC_PAGESIZE);
	size_t count = SWAP_BYTES / size;
	char *page = calloc(1, size);
	uint32_t *info = (uint32_t *)(page + 1024);
	int fd = open(SWAP_DEVICE, O_WRONLY);
	bool made = page && fd >= 0;

	for (size_t i = count; made && i-- > 0;) {
		if (i == 0) {
			info[0] = 1;
			info[1] = count - 1;
			memcpy(page + size - 10, "SWAPSPACE2", 10);
		}
		made = pwrite(fd, page, size, i * size) == (ssize_t)size;
	}
	made = made && !fsync(fd);
	if (fd >= 0)
		close(fd);
	free(page);
	return made && !swapon(SWAP_DEVICE, 0);
}

/* A line of /proc/meminfo, in KiB; -1 where there is none. */
static long meminfo(const char *name)
{
	FILE *file = fopen("/proc/meminfo", "r");
	char line[128];
	long value = -1;
	size_t length = strlen(name);

	if (!file)
		return -1;
	while (fgets(line, sizeof(line), file))
		if (!strncmp(line, name, length) && line[length] == ':')
			value = atol(line + length + 1);
	fclose(file);
	return value;
}

/* Free memory, in KiB, once the caches are as empty as they get. */
static long free_memory(void)
{
	for (int i = 0; i < 3; i++) {
		write_text("/proc/sys/vm/drop_caches", "3");
		usleep(200000);
	}
	return meminfo("MemFree");
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return time.tv_sec + time.tv_nsec / 1e9;
}

/* Wait for a process so many seconds; whether it has ended. */
static bool wait_seconds(pid_t pid, int *status, unsigned int seconds)
{
	double deadline = now() + seconds;

	while (now() < deadline) {
		/* Children that lost their parent come here, too. */
		pid_t ended = waitpid(-1, status, WNOHANG);

		if (ended == pid)
			return true;
		if (ended <= 0)
			usleep(50000);
	}
	return false;
}

/* Wait for a program; it is ended when it takes too long. */
static int wait_for(pid_t pid, unsigned int seconds)
{
	int status;

	if (wait_seconds(pid, &status, seconds))
		return status;
	kill(-pid, SIGKILL);
	return wait_seconds(pid, &status, KILL_SECONDS) ? status : -1;
}

static void run(unsigned int number, const char *name, unsigned int seconds)
{
	char path[300];
	int status;
	pid_t pid;

	snprintf(path, sizeof(path), PROGRAMS "/%s", name);
	/* As child() in stress.c; this process goes by that name for good. */
	pid = fork();
	if (pid == 0) {
		setpgid(0, 0);
		execl(path, name, NULL);
		_exit(126);
	}
	status = wait_for(pid, seconds);
	if (status == -1)
		printf("not ok %u %s # does not die\n", number, name);
	else if (WIFSIGNALED(status))
		printf("not ok %u %s # signal %d\n", number, name,
		       WTERMSIG(status));
	else if (WEXITSTATUS(status) == STRESS_SKIP)
		printf("ok %u %s # SKIP\n", number, name);
	else if (WEXITSTATUS(status))
		printf("not ok %u %s # status %d\n", number, name,
		       WEXITSTATUS(status));
	else
		printf("ok %u %s\n", number, name);
}

static int is_program(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/*
 * Whether all swap is given back. An entry that nobody drops has swapoff() look for
 * its user for ever. (SwapFree does not tell: processors keep free entries.)
 */
static bool swap_off(void)
{
	pid_t pid = fork();

	if (pid == 0)
		_exit(swapoff(SWAP_DEVICE) ? EXIT_FAILURE : EXIT_SUCCESS);
	return pid > 0 && !wait_for(pid, LIMIT_LEAST);
}

/* All memory must have come back, and all swap. */
static void account(unsigned int number, long before, bool swap)
{
	bool given_back = !swap || swap_off();
	long lost = before - free_memory();

	if (!given_back)
		printf("not ok %u memory # swap is still in use\n", number);
	else if (lost >= KIB_LOST)
		printf("not ok %u memory # %ld KiB are gone\n", number, lost);
	else
		printf("ok %u memory\n", number);
}

int main(void)
{
	const char *given = getenv("STRESS_SECONDS");
	unsigned int seconds = (given ? atoi(given) : 2) * LIMIT_FACTOR;
	struct dirent **programs;
	bool swap;
	int count;
	long before;

	prctl(PR_SET_NAME, "sure");
	set_up();
	set_output();
	swap = make_swap();
	count = scandir(PROGRAMS, &programs, is_program, alphasort);
	before = free_memory();
	printf("KTAP version 1\n");
	printf("1..%d\n", count + 1);
	if (!swap)
		printf("# no swap: %s\n", strerror(errno));
	for (int i = 0; i < count; i++)
		run(i + 1, programs[i]->d_name,
		    seconds < LIMIT_LEAST ? LIMIT_LEAST : seconds);
	account(count + 1, before, swap);
	printf("# end of the run\n");
	fflush(stdout);
	sleep(1);
	reboot(RB_AUTOBOOT);
	return 0;
}
