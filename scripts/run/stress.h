/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What the stress programs have in common: a time limit, threads, data that says
 * where it belongs, and a way out that names what is wrong.
 *
 * A program ends with 0 when its data was right all the time, 4 when the kernel
 * lacks what it needs (kselftest's SKIP), and anything else when it was not.
 */
#ifndef STRESS_H
#define STRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define STRESS_SKIP 4

/* The C library's headers may be older than the kernel. */
#ifndef MADV_COLD
#define MADV_COLD 20
#endif
#ifndef MADV_PAGEOUT
#define MADV_PAGEOUT 21
#endif
#ifndef MADV_COLLAPSE
#define MADV_COLLAPSE 25
#endif

extern size_t page_size;

#ifndef __printf
#define __printf(text, first) __attribute__((format(printf, text, first)))
#endif

_Noreturn __printf(1, 2) void fail(const char *format, ...);
_Noreturn __printf(1, 2) void skip(const char *format, ...);

void stress_begin(void);
bool stress_over(void);
bool faults(void);

void crew_add(void (*loop)(void *argument), void *argument);
void crew_wait(void);
int child(void (*loop)(void *argument), void *argument);
void child_wait(int pid);

size_t huge_size(void);
void *map_memory(size_t size, int flags, int fd);
void *map_aligned(size_t size, size_t align, int flags, int fd);
int memory_file(const char *name, size_t size);
bool write_text(const char *path, const char *text);

uint32_t peek(const void *word);
void poke(void *word, uint32_t value);
void fill(void *start, size_t size, uint32_t seed);
void compare(const void *start, size_t size, uint32_t seed, const char *what);

#endif
