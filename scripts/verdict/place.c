// SPDX-License-Identifier: GPL-2.0
/*
 * Where a value is kept: "pte", "vmf->pte", "vmf.pte", "*ptlp" as "ptlp[]".
 *
 * Elements of an array are one place, and so is what a pointer points to.
 * "&x" is the place of an entry that a macro was given by name.
 */
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

static bool ends_element(const char *path)
{
	size_t length = strlen(path);

	return length > 2 && !strcmp(path + length - 2, "[]");
}

/* One spelling for one place: x[].m is x->m. */
static const char *join(const char *path, const char *more)
{
	if (*more == '.' && ends_element(path))
		return intern(arena_printf("%.*s->%s", (int)strlen(path) - 2, path, more + 1));
	return intern(arena_printf("%s%s", path, more));
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
		ref.path = join(ref.path, "[]");
	if (derefs < 0) {
		if (ends_element(ref.path))
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
					ref->path = join(ref->path, "[]");
			}
			ref->path = join(ref->path, arena_printf("%s%s", arrow ? "->" : ".",
								 peek(reader, 1)));
			reader->at += 2;
		} else if (is(text, "[")) {
			reader->at = token_close(reader->tokens, reader->at) + 1;
			ref->path = join(ref->path, "[]");
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
		ref->path = join(text, peek(reader, 1));
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

/**
 * ref_read() - read an expression as a place
 * @expression: interned, so that each is read once
 */
struct ref ref_read(const char *expression)
{
	enum { SLOTS = 1 << 14 };
	static struct {
		const char *expression;
		struct ref ref;
	} kept[SLOTS];
	unsigned long slot = ((unsigned long)expression >> 4) % SLOTS;

	if (kept[slot].expression != expression) {
		struct tokens tokens = tokens_read(expression, 0, strlen(expression));

		kept[slot].ref = ref_of_tokens(&tokens, 0, tokens.count);
		kept[slot].expression = expression;
	}
	return kept[slot].ref;
}

static bool opens_member(const char *rest)
{
	return *rest == '.' || *rest == '[' || (rest[0] == '-' && rest[1] == '>');
}

/* What leads from the value of an expression that holds a place to the place. */
static const char *rest_of(const char *place, struct ref ref)
{
	size_t want = strlen(ref.path);
	const char *rest = place + want;

	if (!ref.address && ends_element(ref.path) && !strncmp(place, ref.path, want - 2) &&
	    !strncmp(place + want - 2, "->", 2))
		return arena_printf(".%s", place + want);	/* *x holds x->m as .m */
	if (strlen(place) <= want || strncmp(place, ref.path, want) || !opens_member(rest))
		return NULL;
	if (!ref.address)
		return rest;
	return *rest == '.' ? arena_printf("->%s", rest + 1) : arena_printf("[]%s", rest);
}

/**
 * relate() - how an expression stands to a place
 * @place: the place
 * @ref: the expression
 */
enum relation relate(const char *place, struct ref ref)
{
	size_t have, want;

	if (!ref.path)
		return UNRELATED;
	if (*place == '&') {	/* the place is an entry that has a name */
		if (!strcmp(place + 1, ref.path))
			return ref.address ? SAME : ENTRY;
		if (place_under(ref.path, place + 1))
			return ref.address ? SAME : ENTRY;
		return UNRELATED;
	}
	have = strlen(place);
	want = strlen(ref.path);
	if (!strcmp(place, ref.path))
		return ref.address ? ADDRESS : SAME;
	if (want > have && !strncmp(place, ref.path, have) && opens_member(ref.path + have)) {
		if (ref.path[have] == '.')
			return UNRELATED;
		return ref.address ? SAME : ENTRY;
	}
	return rest_of(place, ref) ? CONTAINER : UNRELATED;
}

/**
 * place_in_callee() - what the callee calls a place of its caller
 * @place: the caller's place
 * @argument: the expression that is passed
 * @param: the parameter's name
 *
 * Return: the callee's place, or NULL where it can't reach it.
 */
const char *place_in_callee(const char *place, struct ref argument, const char *param)
{
	switch (relate(place, argument)) {
	case SAME:
		return param;
	case ADDRESS:
		return join(param, "[]");
	case CONTAINER:
		return join(param, rest_of(place, argument));
	default:
		return NULL;
	}
}

/**
 * place_in_caller() - what the caller calls a place of its callee
 * @place: the callee's place
 * @param: a parameter's name
 * @argument: what was passed for it
 *
 * Return: the caller's place, or NULL where the place is the callee's own.
 */
const char *place_in_caller(const char *place, const char *param, struct ref argument)
{
	const char *rest = place + strlen(param);

	if (!argument.path || !place_under(place, param) || !*rest)
		return NULL;
	if (!argument.address)
		return join(argument.path, rest);
	if (rest[0] == '-')
		return join(argument.path, arena_printf(".%s", rest + 2));
	if (!strncmp(rest, "[]", 2))
		return join(argument.path, rest + 2);
	return NULL;
}

/* The place as it is called where its root goes by another name. */
const char *place_rebase(const char *place, const char *from, const char *to)
{
	size_t length = strlen(from);

	if (strncmp(place, from, length))	/* x->m is under x[] */
		return join(to, arena_printf(".%s", place + length));
	return join(to, place + length);
}

/* Whether the place is root, or a part of what root is or points to. */
bool place_under(const char *place, const char *root)
{
	size_t length = strlen(root);

	if (ends_element(root) && !strncmp(place, root, length - 2) &&
	    !strncmp(place + length - 2, "->", 2))
		return true;
	return !strncmp(place, root, length) && (!place[length] || opens_member(place + length));
}

/* The variable with which a place begins. */
const char *place_root(const char *place)
{
	return intern_range(place + (*place == '&'), strcspn(place + (*place == '&'), ".[-"));
}
