// SPDX-License-Identifier: GPL-2.0
/* Memory that lives as long as the process, and interned strings. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include "verdict.h"

struct block {
	struct block *next;
	char *map;
	size_t used, size;

	_Alignas(16) char data[];
};

struct string {
	struct string *next;
	size_t length;
	char text[];
};

enum { PAGE = 1 << 21, BLOCK_SIZE = 4 * PAGE - sizeof(struct block), BUCKETS = 1 << 14 };

static struct block *blocks;
static struct string *buckets[BUCKETS];

/* Whole huge pages: a page fault for each 4096 bytes takes as long as what is done with them. */
static void block_new(size_t size)
{
	size_t pages = (sizeof(struct block) + size + PAGE - 1) / PAGE;
	char *map = mmap(NULL, (pages + 1) * PAGE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	struct block *block;

	if (map == MAP_FAILED) {
		fputs("verdict: out of memory\n", stderr);
		exit(4);
	}
	block = (struct block *)(map + (PAGE - (unsigned long)map % PAGE) % PAGE);
	madvise(block, pages * PAGE, MADV_HUGEPAGE);	/* where there are any */
	block->map = map;
	block->size = pages * PAGE - sizeof(*block);
	block->next = blocks;
	blocks = block;
}

/**
 * arena_part() - have what is allocated from here on in pages of its own
 *
 * For a process that was forked: each page of the other one that it writes to is copied.
 */
void arena_part(void)
{
	block_new(BLOCK_SIZE);
}

/**
 * arena_alloc() - zeroed memory that is there until arena_free()
 * @size: bytes
 */
void *arena_alloc(size_t size)
{
	void *data;

	size = (size + 15) & ~(size_t)15;
	if (!blocks || blocks->size - blocks->used < size)
		block_new(size > BLOCK_SIZE ? size : BLOCK_SIZE);
	data = blocks->data + blocks->used;
	blocks->used += size;
	return data;
}

/**
 * arena_printf() - print into memory of the arena
 * @format: as printf()'s
 * @...: as printf()'s
 */
char *arena_printf(const char *format, ...)
{
	va_list args;
	char *text;
	int length;

	va_start(args, format);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	text = arena_alloc(length + 1);
	va_start(args, format);
	vsnprintf(text, length + 1, format, args);
	va_end(args);
	return text;
}

/**
 * intern_range() - the one copy of a part of a text
 * @text: where the part begins
 * @length: of the part
 */
const char *intern_range(const char *text, size_t length)
{
	unsigned long hash = 5381;
	struct string *string;
	size_t i;

	for (i = 0; i < length; i++)
		hash = hash * 33 + (unsigned char)text[i];
	for (string = buckets[hash % BUCKETS]; string; string = string->next)
		if (string->length == length && !memcmp(string->text, text, length))
			return string->text;
	string = arena_alloc(sizeof(*string) + length + 1);
	memcpy(string->text, text, length);
	string->length = length;
	string->next = buckets[hash % BUCKETS];
	buckets[hash % BUCKETS] = string;
	return string->text;
}

/**
 * intern() - the one copy of a text
 * @text: the text
 */
const char *intern(const char *text)
{
	return intern_range(text, strlen(text));
}

/**
 * arena_free() - give all memory back, interned strings too
 */
void arena_free(void)
{
	while (blocks) {
		struct block *next = blocks->next;

		munmap(blocks->map, blocks->size + sizeof(*blocks) + PAGE);
		blocks = next;
	}
	memset(buckets, 0, sizeof(buckets));
}
