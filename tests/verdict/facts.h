/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Functions for the solver, written down by hand.
 *
 * They are JSON with ' for ". In a function's text ` and @ stand around each
 * statement, as spatch tells them, and are taken out. Its facts are the
 * pieces of the text that they are read from, each standing for all its
 * occurrences. Where there are no "calls" or "assigns", they are what looks
 * like a call, and each statement that is an assignment.
 *
 *	{'name': 'f', 'text': 'void f(entry_t *e)\n{\n\t`set_entry(e);@\n}\n',
 *	 'params': ['entry_t *e'], 'declares': ['int i'], 'steps': ['i++']}
 */
#ifndef TEST_FACTS_H
#define TEST_FACTS_H

#include <ctype.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include "verdict.h"

#define VOCABULARY \
	"{'api': {'old': {'name': 'map', 'pmd': 0, 'ptlp': 1}}," \
	" 'types': {'entry': 'entry_t', 'table': 'table_t', 'lock': 'lock_t'}," \
	" 'limits': {'states': 4000, 'depth': 14}," \
	" 'words': {" \
	"  'drops': {'unmap': 0, 'unmap_unlock': 0}," \
	"  'locks': {'lock': 0}, 'trylocks': {'trylock': 0}," \
	"  'unlocks': {'unlock': 0, 'unmap_unlock': 1}," \
	"  'locked_result': ['table_lock'], 'locked_output': {'map_lock': 1}," \
	"  'maps': ['map', 'map_lock']," \
	"  'same_entry': ['entry_same'], 'same_table': ['table_same']," \
	"  'none': ['entry_none'], 'not_none': ['entry_present']," \
	"  'writes': {'set_entry': 0, 'WRITE_ONCE': 0, 'copy_entry': 'any'}," \
	"  'writes_like': {'atomic_': 'any'}," \
	"  'reads': ['entry_get', 'atomic_read'], 'reads_like': ['trace_']," \
	"  'publishes': ['list_add'], 'transparent': ['likely', 'unlikely']," \
	"  'asserts': ['assert_not']}}"

static struct json_object *vocabulary;

static struct json_object *read_json(const char *text)
{
	struct json_object *object = json_tokener_parse(text);

	if (!object)
		fail_msg("not JSON: %s", text);
	return object;
}

static inline int load_vocabulary(void **state)
{
	(void)state;
	vocabulary = read_json(VOCABULARY);
	words_load(vocabulary);
	return 0;
}

/* What is interned lives as long as the tests: the solver keeps pointers. */
static inline int free_vocabulary(void **state)
{
	(void)state;
	words_load(NULL);
	json_object_put(vocabulary);
	arena_free();
	return 0;
}

static struct json_object *member(struct json_object *object, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(object, key, &value) ? value : NULL;
}

static inline const char *text_at(struct json_object *object, const char *key)
{
	return json_object_get_string(member(object, key));
}

static void add_position(struct json_object *at, const char *text, size_t offset)
{
	int line = 1, column = 0;

	for (size_t i = 0; i < offset; i++) {
		column = text[i] == '\n' ? 0 : column + 1;
		line += text[i] == '\n';
	}
	json_object_array_add(at, json_object_new_int(line));
	json_object_array_add(at, json_object_new_int(column));
}

static struct json_object *extent(const char *text, size_t start, size_t end)
{
	struct json_object *fact = json_object_new_object(), *at = json_object_new_array();

	add_position(at, text, start);
	add_position(at, text, end);
	json_object_object_add(fact, "at", at);
	return fact;
}

static void put_range(struct json_object *fact, const char *key, const char *from, const char *to)
{
	while (from < to && isspace((unsigned char)*from))
		from++;
	while (to > from && isspace((unsigned char)to[-1]))
		to--;
	json_object_object_add(fact, key, json_object_new_string_len(from, to - from));
}

/* Take the marks out of a text, and tell what stood between them. */
static struct json_object *unmark(const char *marked, char *text)
{
	struct json_object *statements = json_object_new_array();
	size_t open[64], length = 0, *extents = calloc(strlen(marked) + 1, 2 * sizeof(size_t));
	int depth = 0, count = 0;

	for (; *marked; marked++) {
		if (*marked == '`') {
			assert_true(depth < 64);
			open[depth++] = length;
		} else if (*marked == '@') {
			assert_true(depth > 0);
			extents[2 * count] = open[--depth];
			extents[2 * count++ + 1] = length;
		} else {
			text[length++] = *marked;
		}
	}
	text[length] = 0;
	assert_int_equal(depth, 0);
	for (int i = 0; i < count; i++)
		json_object_array_add(statements,
				      extent(text, extents[2 * i], extents[2 * i + 1]));
	for (int i = 0; i < count; i++)
		put_range(json_object_array_get_idx(statements, i), "text",
			  text + extents[2 * i], text + extents[2 * i + 1]);
	free(extents);
	return statements;
}

static void read_call(struct json_object *fact, const char *piece)
{
	struct json_object *args = json_object_new_array();
	const char *end = piece + strlen(piece) - 1, *at, *from;
	int depth = 0;

	for (at = end; at > piece; at--) {	/* the parenthesis that the last one closes */
		depth += *at == ')' ? 1 : *at == '(' ? -1 : 0;
		if (!depth)
			break;
	}
	put_range(fact, "fn", piece, at);
	from = at + 1;
	for (at = from; at <= end; at++) {
		struct json_object *arg;

		depth += strchr("([{", *at) ? 1 : strchr(")]}", *at) ? -1 : 0;
		if ((*at != ',' || depth) && at < end)
			continue;
		if (at == end && from == end)
			break;
		arg = json_object_new_object();
		put_range(arg, "arg", from, at);
		json_object_array_add(args, json_object_get(member(arg, "arg")));
		json_object_put(arg);
		from = at + 1;
		depth = 0;
	}
	json_object_object_add(fact, "args", args);
}

static void read_assignment(struct json_object *fact, const char *piece)
{
	const char *equal = strstr(piece, "= "), *op = equal;

	assert_non_null(equal);
	while (op > piece && strchr("+-*/%&|^<>", op[-1]))
		op--;
	put_range(fact, "lhs", piece, op);
	put_range(fact, "op", op, equal + 1);
	put_range(fact, "rhs", equal + 1, piece + strlen(piece));
}

static void read_declaration(struct json_object *fact, const char *piece)
{
	const char *equal = strstr(piece, " = "), *end = equal ? equal : piece + strlen(piece);
	const char *name = end;

	while (name > piece && (isalnum((unsigned char)name[-1]) || name[-1] == '_'))
		name--;
	put_range(fact, "type", piece, name);
	put_range(fact, "name", name, end);
	if (equal)
		put_range(fact, "init", equal + 3, piece + strlen(piece));
}

static void read_step(struct json_object *fact, const char *piece)
{
	size_t length = strlen(piece);
	bool before = piece[0] == '+' || piece[0] == '-';

	put_range(fact, "expr", piece + (before ? 2 : 0), piece + length - (before ? 0 : 2));
}

static bool inside_name(const char *text, const char *at)
{
	return at > text && (isalnum((unsigned char)*at) || *at == '_') &&
	       (isalnum((unsigned char)at[-1]) || strchr("_>.", at[-1]));
}

static void expand(struct json_object *function, const char *text, const char *key,
		   void (*read)(struct json_object *fact, const char *piece))
{
	struct json_object *pieces = member(function, key), *facts = json_object_new_array();

	for (size_t i = 0; pieces && i < json_object_array_length(pieces); i++) {
		const char *piece = json_object_get_string(json_object_array_get_idx(pieces, i));
		const char *at = text;
		int found = 0;

		for (; (at = strstr(at, piece)); at++) {
			struct json_object *fact;

			if (inside_name(text, at))
				continue;
			fact = extent(text, at - text, at - text + strlen(piece));
			read(fact, piece);
			json_object_array_add(facts, fact);
			found++;
		}
		if (!found)
			fail_msg("no \"%s\" in %s", piece, text);
	}
	json_object_object_add(function, key, facts);
}

static bool is_keyword(const char *name, size_t length)
{
	static const char * const words[] = {
		"if", "while", "for", "switch", "return", "sizeof", "asm", "for_each_entry", NULL
	};

	for (const char * const *word = words; *word; word++)
		if (strlen(*word) == length && !strncmp(*word, name, length))
			return true;
	return false;
}

static void add_piece(struct json_object *pieces, const char *piece, size_t length)
{
	for (size_t i = 0; i < json_object_array_length(pieces); i++) {
		const char *old = json_object_get_string(json_object_array_get_idx(pieces, i));

		if (strlen(old) == length && !strncmp(old, piece, length))
			return;
	}
	json_object_array_add(pieces, json_object_new_string_len(piece, length));
}

static struct json_object *calls_in(const char *text)
{
	struct json_object *pieces = json_object_new_array();

	for (const char *at = text; *at; at++) {
		size_t length = 0, end;
		int depth = 0;

		if (inside_name(text, at) || isdigit((unsigned char)*at))
			continue;
		while (isalnum((unsigned char)at[length]) || at[length] == '_')
			length++;
		if (!length || at[length] != '(' || is_keyword(at, length))
			continue;
		for (end = length; at[end]; end++) {
			depth += at[end] == '(' ? 1 : at[end] == ')' ? -1 : 0;
			if (!depth)
				break;
		}
		add_piece(pieces, at, end + 1);
	}
	return pieces;
}

static struct json_object *assignments_in(struct json_object *statements)
{
	struct json_object *pieces = json_object_new_array();

	for (size_t i = 0; i < json_object_array_length(statements); i++) {
		struct json_object *piece = json_object_array_get_idx(statements, i);
		const char *statement = text_at(piece, "text");
		size_t length = strcspn(statement, ";{");
		const char *equal = strstr(statement, "= ");

		if (equal && equal < statement + length && !strchr("=!<>", equal[-1]) &&
		    statement[length] == ';' && strncmp(statement, "if", 2) &&
		    strncmp(statement, "for", 3))
			add_piece(pieces, statement, length);
	}
	return pieces;
}

static void default_member(struct json_object *function, const char *key, const char *json)
{
	if (!json_object_object_get_ex(function, key, NULL))
		json_object_object_add(function, key, read_json(json));
}

static void expand_params(struct json_object *function)
{
	struct json_object *pieces = member(function, "params"), *params = json_object_new_array();

	for (size_t i = 0; pieces && i < json_object_array_length(pieces); i++) {
		struct json_object *param = json_object_new_object();

		read_declaration(param, json_object_get_string(
					json_object_array_get_idx(pieces, i)));
		json_object_array_add(params, param);
	}
	json_object_object_add(function, "params", params);
}

/* A list of functions as it stands in a fact document. */
static inline struct json_object *fact_functions(const char *json)
{
	struct json_object *list = read_json(json);

	for (size_t i = 0; i < json_object_array_length(list); i++) {
		struct json_object *function = json_object_array_get_idx(list, i);
		const char *marked = text_at(function, "text") ? text_at(function, "text") : "";
		char *text = malloc(strlen(marked) + 1);

		json_object_object_add(function, "statements", unmark(marked, text));
		if (!member(function, "calls"))
			json_object_object_add(function, "calls",
					       calls_in(text + strcspn(text, "{")));
		if (!member(function, "assigns"))
			json_object_object_add(function, "assigns",
					       assignments_in(member(function, "statements")));
		expand(function, text, "calls", read_call);
		expand(function, text, "assigns", read_assignment);
		expand(function, text, "steps", read_step);
		expand(function, text, "declares", read_declaration);
		expand_params(function);
		if (!member(function, "body"))
			json_object_object_add(function, "body",
					       json_object_new_int(strcspn(text, "{")));
		json_object_object_add(function, "text", json_object_new_string(text));
		free(text);
		default_member(function, "file", "'mm/one.c'");
		default_member(function, "line", "1");
		default_member(function, "static", "false");
		default_member(function, "macro", "false");
		default_member(function, "problem", "''");
		default_member(function, "parsed", "true");
	}
	return list;
}

static inline void load_functions(const char *json)
{
	struct json_object *list = fact_functions(json);

	facts_load(list);
	json_object_put(list);
}

static inline struct function *function_named(const char *name)
{
	for (int i = 0; i < functions.count; i++)
		if (!strcmp(functions.at[i].name, name))
			return &functions.at[i];
	fail_msg("no function %s", name);
	return NULL;
}

#endif
