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
	size_t used, size;

	_Alignas(16) char data[];
};

struct string {
	struct string *next;
	size_t length;
	char text[];
};

enum { BLOCK_SIZE = 1 << 23, PAGE = 1 << 21, BUCKETS = 1 << 14 };

static struct block *blocks;
static struct string *buckets[BUCKETS];

/* A page fault for each 4096 bytes takes as long as what is done with them. */
static void use_huge_pages(struct block *block)
{
	char *end = block->data + block->size;
	char *start = block->data + PAGE - 1;

	start -= (unsigned long)start % PAGE;
	end -= (unsigned long)end % PAGE;
	if (start < end)
		madvise(start, end - start, MADV_HUGEPAGE);	/* where there are any */
}

/**
 * arena_alloc() - zeroed memory that is there until arena_free()
 * @size: bytes
 */
void *arena_alloc(size_t size)
{
	struct block *block = blocks;
	void *data;

	size = (size + 15) & ~(size_t)15;
	if (!block || block->size - block->used < size) {
		size_t want = size > BLOCK_SIZE ? size : BLOCK_SIZE;

		block = calloc(1, sizeof(*block) + want);
		if (!block) {
			fputs("verdict: out of memory\n", stderr);
			exit(4);
		}
		block->size = want;
		use_huge_pages(block);
		block->next = blocks;
		blocks = block;
	}
	data = block->data + block->used;
	block->used += size;
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

		free(blocks);
		blocks = next;
	}
	memset(buckets, 0, sizeof(buckets));
}
