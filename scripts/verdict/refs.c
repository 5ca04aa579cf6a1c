// SPDX-License-Identifier: GPL-2.0
/* Expressions that are plain places: how they are read. */
#include <string.h>
#include "verdict.h"

struct reader {
	const struct tokens *tokens;
	int at, to;
};

static const char *peek(const struct reader *reader, int ahead)
{
	int i = reader->at + ahead;

	return i < reader->to ? reader->tokens->at[i].text : "";
}

static bool is(const char *text, const char *what)
{
	return !strcmp(text, what);
}

/* A parenthesis is a cast where an operand follows it. */
static bool at_cast(const struct reader *reader)
{
	int close = token_close(reader->tokens, reader->at);
	const char *last, *after;

	if (close + 1 >= reader->to || close <= reader->at + 1)
		return false;
	last = reader->tokens->at[close - 1].text;
	after = reader->tokens->at[close + 1].text;
	if (is(last, "*"))
		return true;
	return is_name(reader->tokens->at[reader->at + 1].text) && is_name(last) &&
	       (is_name(after) || is(after, "(") || is(after, "*"));
}

static bool read_unary(struct reader *reader, struct ref *ref, int *derefs);

/* &x[] is x, and the first member of *x is *x. */
static struct ref settle(const char *path, int derefs)
{
	struct ref ref = { path, false, false };

	for (; derefs > 0; derefs--)
		ref.path = place_join(ref.path, "[]");
	if (derefs < 0) {
		if (place_is_element(ref.path))
			ref.path = intern_range(ref.path, strlen(ref.path) - 2);
		else
			ref.address = true;
	}
	return ref;
}

static bool read_postfix(struct reader *reader, struct ref *ref, int *derefs)
{
	for (;;) {
		const char *text = peek(reader, 0);

		if (is(text, "->") || is(text, ".")) {
			bool arrow = is(text, "->");

			if (*derefs) {	/* (*p).m is p->m, (&x)->m is x.m */
				if (arrow && *derefs < 0)
					arrow = false;
				else if (!arrow && *derefs > 0)
					arrow = true;
				else
					return false;
				*derefs += *derefs > 0 ? -1 : 1;
				for (; *derefs > 0; --*derefs)
					ref->path = place_join(ref->path, "[]");
			}
			ref->path = place_join(ref->path, arena_printf("%s%s", arrow ? "->" : ".",
								 peek(reader, 1)));
			reader->at += 2;
		} else if (is(text, "[")) {
			reader->at = token_close(reader->tokens, reader->at) + 1;
			ref->path = place_join(ref->path, "[]");
		} else if (is(text, "++") || is(text, "--")) {
			ref->moved = true;
			reader->at++;
		} else {
			return !is(text, "(");
		}
	}
}

static bool read_unary(struct reader *reader, struct ref *ref, int *derefs)
{
	const char *text = peek(reader, 0);

	if (is(text, "*") || is(text, "&")) {
		reader->at++;
		if (!read_unary(reader, ref, derefs))
			return false;
		*derefs += is(text, "*") ? 1 : -1;
		return true;
	}
	if (is(text, "++") || is(text, "--")) {
		reader->at++;
		ref->moved = true;
		return read_unary(reader, ref, derefs);
	}
	if (is(text, "(")) {
		int close = token_close(reader->tokens, reader->at);
		struct reader inner = { reader->tokens, reader->at + 1, close };

		if (at_cast(reader)) {
			reader->at = close + 1;
			return read_unary(reader, ref, derefs);
		}
		if (close >= reader->to)
			return false;
		*ref = ref_of_tokens(reader->tokens, inner.at, inner.to);
		if (!ref->path)
			return false;
		*derefs = ref->address ? -1 : 0;
		reader->at = close + 1;
		return read_postfix(reader, ref, derefs);
	}
	if (*text == '@') {	/* a call's value: a place that no source names */
		ref->path = place_join(text, peek(reader, 1));
		reader->at += 2;
		return read_postfix(reader, ref, derefs);
	}
	if (!is_name(text))
		return false;
	reader->at++;
	ref->path = text;
	return read_postfix(reader, ref, derefs);
}

/**
 * ref_of_tokens() - read an expression as a place
 * @tokens: where it stands
 * @from: its first token
 * @to: behind its last
 *
 * Return: the place, its path NULL where the expression is not plain.
 */
struct ref ref_of_tokens(const struct tokens *tokens, int from, int to)
{
	struct reader reader = { tokens, from, to };
	struct ref ref = { NULL, false, false }, none = ref;
	enum { DEEPEST = 64 };
	static int depth;
	int derefs = 0;
	bool moved, plain;

	if (from >= to || depth >= DEEPEST)
		return none;
	depth++;
	plain = read_unary(&reader, &ref, &derefs);
	depth--;
	if (!plain)
		return none;
	moved = ref.moved;
	if (reader.at < to) {
		const char *op = peek(&reader, 0);

		if (!is(op, "+") && !is(op, "-"))
			return none;
		moved = true;
	}
	if (reader.at < to) {	/* p + i, but not p + i ? a : b, and not *p + 1 */
		if (derefs > 0)
			return none;
		for (int i = reader.at; i < to; i++) {
			const char *text = tokens->at[i].text;

			if (strstr("? : && || == != < > , =", text))
				return none;
		}
	}
	ref = settle(ref.path, derefs);
	ref.moved = moved;
	return ref;
}

enum { SLOTS = 1 << 14 };

static struct {			/* what was read, by the expression's address */
	const char *expression;
	struct ref ref;
} kept[SLOTS];

/**
 * refs_forget() - begin anew, with another document
 */
void refs_forget(void)
{
	memset(kept, 0, sizeof(kept));
}

/**
 * ref_read() - read an expression as a place
 * @expression: interned, so that each is read once
 */
struct ref ref_read(const char *expression)
{
	unsigned long slot = ((unsigned long)expression >> 4) % SLOTS;

	if (kept[slot].expression != expression) {
		struct tokens tokens = tokens_read(expression, 0, strlen(expression));

		kept[slot].ref = ref_of_tokens(&tokens, 0, tokens.count);
		kept[slot].expression = expression;
	}
	return kept[slot].ref;
}
