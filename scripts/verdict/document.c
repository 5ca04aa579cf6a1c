// SPDX-License-Identifier: GPL-2.0
/*
 * Whether the input is a fact document: looked at once, so that nothing that
 * comes after has to ask. A fault is told by what should be there.
 */
#include <string.h>
#include "verdict.h"

typedef const char *(*check)(struct json_object *value, struct json_object *input);

static bool is(struct json_object *object, const char *key, enum json_type type)
{
	struct json_object *value;

	return json_object_object_get_ex(object, key, &value) && json_object_is_type(value, type);
}

static bool is_or_null(struct json_object *object, const char *key, enum json_type type)
{
	struct json_object *value;

	return !json_object_object_get_ex(object, key, &value) || !value ||
	       json_object_is_type(value, type);
}

static struct json_object *get(struct json_object *object, const char *key)
{
	struct json_object *value = NULL;

	json_object_object_get_ex(object, key, &value);
	return value;
}

static const char *each(struct json_object *list, check one, struct json_object *input,
			const char *name)
{
	if (!json_object_is_type(list, json_type_array))
		return arena_printf("%s: not a list", name);
	for (size_t i = 0; i < json_object_array_length(list); i++) {
		const char *fault = one(json_object_array_get_idx(list, i), input);

		if (fault)
			return arena_printf("%s, number %zu: %s", name, i, fault);
	}
	return NULL;
}

static const char *integer(struct json_object *value, struct json_object *input)
{
	(void)input;
	return json_object_is_type(value, json_type_int) && json_object_get_int64(value) >= 0 &&
	       json_object_get_int64(value) < 1 << 24 ? NULL : "not a position";
}

static const char *text(struct json_object *value, struct json_object *input)
{
	(void)input;
	return json_object_is_type(value, json_type_string) ? NULL : "not a string";
}

static const char *extent(struct json_object *value, struct json_object *input)
{
	const char *fault;

	if (!json_object_is_type(value, json_type_object))
		return "not an object";
	fault = each(get(value, "at"), integer, input, "at");
	if (!fault && json_object_array_length(get(value, "at")) != 4)
		fault = "at: not four numbers";
	return fault;
}

static const char *call(struct json_object *value, struct json_object *input)
{
	const char *fault = extent(value, input);

	if (!fault && !is(value, "fn", json_type_string))
		fault = "fn: not a string";
	return fault ? fault : each(get(value, "args"), text, input, "args");
}

static const char *assign(struct json_object *value, struct json_object *input)
{
	const char *fault = extent(value, input);

	if (!fault && !(is(value, "lhs", json_type_string) && is(value, "op", json_type_string) &&
			is(value, "rhs", json_type_string)))
		fault = "lhs, op or rhs: not a string";
	return fault;
}

static const char *step(struct json_object *value, struct json_object *input)
{
	const char *fault = extent(value, input);

	return fault ? fault : is(value, "expr", json_type_string) ? NULL : "expr: not a string";
}

static const char *declare(struct json_object *value, struct json_object *input)
{
	const char *fault = extent(value, input);

	if (!fault && !(is(value, "name", json_type_string) && is(value, "type", json_type_string) &&
			is_or_null(value, "init", json_type_string)))
		fault = "name, type or init: not a string";
	return fault;
}

static const char *param(struct json_object *value, struct json_object *input)
{
	(void)input;
	return json_object_is_type(value, json_type_object) &&
	       is(value, "name", json_type_string) && is(value, "type", json_type_string) ?
	       NULL : "no name and type";
}

static const char *function(struct json_object *value, struct json_object *input)
{
	static const struct {
		const char *key;
		check one;
	} lists[] = {
		{ "params", param }, { "statements", extent }, { "calls", call },
		{ "assigns", assign }, { "steps", step }, { "declares", declare },
	};
	const char *fault;

	if (json_object_is_type(value, json_type_int))
		return json_object_get_int64(value) >= 0 &&
		       json_object_get_int64(value) < functions.count ?
		       NULL : "no number of a function of the document before";
	if (!json_object_is_type(value, json_type_object))
		return "not an object";
	if (!is(value, "name", json_type_string) || !is(value, "file", json_type_string) ||
	    !is(value, "text", json_type_string))
		return "name, file or text: not a string";
	if (!is_or_null(value, "alias", json_type_string) ||
	    !is_or_null(value, "problem", json_type_string) ||
	    !is_or_null(value, "unit", json_type_string))
		return "alias, problem or unit: not a string";
	if (!is(value, "line", json_type_int) || !is(value, "body", json_type_int))
		return "line or body: not a number";
	if (is(value, "parsed", json_type_boolean) && json_object_get_boolean(get(value, "parsed")) &&
	    !get(value, "alias") && (json_object_get_int(get(value, "body")) < 0 ||
	     json_object_get_int(get(value, "body")) >=
	     json_object_get_string_len(get(value, "text"))))
		return "body: not in the text";
	for (size_t i = 0; i < sizeof(lists) / sizeof(*lists); i++) {
		if (!get(value, lists[i].key))
			continue;
		fault = each(get(value, lists[i].key), lists[i].one, input, lists[i].key);
		if (fault)
			return fault;
	}
	return NULL;
}

static const char *site(struct json_object *value, struct json_object *input)
{
	for (int depth = 0; depth < 64; depth++) {
		if (!json_object_is_type(value, json_type_object))
			return "not an object";
		if (!is(value, "function", json_type_int) ||
		    json_object_get_int64(get(value, "function")) < 0 ||
		    json_object_get_int64(get(value, "function")) >=
		    (int64_t)json_object_array_length(get(input, "functions")))
			return "function: none of the functions";
		if (integer(get(value, "line"), input) || integer(get(value, "column"), input))
			return "line or column: not a position";
		value = get(value, "wrapper");
		if (!value)
			return NULL;
	}
	return "wrapper: too many layers";
}

static const char *tables(struct json_object *words)
{
	json_object_object_foreach(words, name, table) {
		const char *fault = NULL;

		if (json_object_is_type(table, json_type_array))
			fault = each(table, text, NULL, name);
		else if (!json_object_is_type(table, json_type_object))
			fault = arena_printf("%s: not a table", name);
		if (!fault && !strcmp(name, "writes_like") &&
		    !json_object_is_type(table, json_type_object))
			fault = "writes_like: not a map";
		if (!fault && !strcmp(name, "reads_like") &&
		    !json_object_is_type(table, json_type_array))
			fault = "reads_like: not a list";
		if (fault)
			return fault;
	}
	return NULL;
}

static const char *campaign_fault(struct json_object *value)
{
	struct json_object *types = get(value, "types"), *limits = get(value, "limits");
	struct json_object *old = get(get(value, "api"), "old");

	if (!json_object_is_type(get(value, "words"), json_type_object))
		return "campaign: no words";
	if (!is(types, "entry", json_type_string) || !is(types, "table", json_type_string) ||
	    !is(types, "lock", json_type_string))
		return "campaign: types: not all there";
	if (!is(limits, "states", json_type_int) || !is(limits, "depth", json_type_int))
		return "campaign: limits: not all there";
	if (!is(old, "pmd", json_type_int) || !is(old, "ptlp", json_type_int))
		return "campaign: api: old: arguments are not all there";
	return tables(get(value, "words"));
}

/**
 * document_fault() - whether the input is no fact document
 * @input: what was read
 *
 * Return: what is wrong with it, or NULL.
 */
const char *document_fault(struct json_object *input)
{
	const char *fault;

	if (!json_object_is_type(input, json_type_object))
		return "not an object";
	fault = campaign_fault(get(input, "campaign"));
	if (!fault)
		fault = each(get(input, "functions"), function, input, "functions");
	if (!fault)
		fault = each(get(input, "sites"), site, input, "sites");
	if (!fault && !is_or_null(input, "absent", json_type_object))
		fault = "absent: not a map";
	if (!fault && !is_or_null(input, "callers_known", json_type_object))
		fault = "callers_known: not a map";
	return fault;
}
