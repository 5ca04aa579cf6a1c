// SPDX-License-Identifier: GPL-2.0
/* Functions as spatch saw them. */
#include <stdlib.h>
#include <string.h>
#include "verdict.h"

struct functions functions;

static const char *text_of(struct json_object *object, const char *key)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, key, &value) || !value)
		return NULL;
	return intern(json_object_get_string(value));
}

static struct json_object *list_of(struct json_object *object, const char *key)
{
	struct json_object *value;

	return json_object_object_get_ex(object, key, &value) ? value : NULL;
}

static int length_of(struct json_object *list)
{
	return list ? (int)json_object_array_length(list) : 0;
}

static int number_at(struct json_object *list, int index)
{
	return json_object_get_int(json_object_array_get_idx(list, index));
}

static void load_lines(struct function *function)
{
	const char *at;
	int count = 1;

	for (at = function->text; *at; at++)
		count += *at == '\n';
	function->lines = arena_alloc(count * sizeof(int));
	function->lines[function->nlines++] = 0;
	for (at = function->text; *at; at++)
		if (*at == '\n')
			function->lines[function->nlines++] = at + 1 - function->text;
	function->length = at - function->text;
}

static int min_of(int one, int other)
{
	return one < other ? one : other;
}

/**
 * function_offset() - offset of a position in a function's text
 * @function: the function
 * @line: line of the slice, from 1
 * @column: from 0
 *
 * Return: the offset; that of the text's end for what is behind it.
 */
int function_offset(const struct function *function, int line, int column)
{
	if (line < 1)
		line = 1;
	if (line > function->nlines)
		line = function->nlines;
	return min_of(function->lines[line - 1] + column, function->length);
}

/**
 * function_line() - the line of the source file on which an offset of the slice stands
 * @function: the function
 * @offset: where it stands in the function's text
 */
int function_line(const struct function *function, int offset)
{
	int line = 0;

	while (line + 1 < function->nlines && function->lines[line + 1] <= offset)
		line++;
	return function->line + line;
}

static struct extent read_extent(const struct function *function, struct json_object *fact)
{
	struct json_object *at = list_of(fact, "at");

	return (struct extent){
		function_offset(function, number_at(at, 0), number_at(at, 1)),
		function_offset(function, number_at(at, 2), number_at(at, 3)),
	};
}

static struct fact *add_fact(struct function *function, enum fact_kind kind,
			     struct json_object *from)
{
	struct extent extent = read_extent(function, from);
	struct fact *fact = &function->facts[function->nfacts++];

	*fact = (struct fact){ .kind = kind, .start = extent.start, .end = extent.end };
	return fact;
}

static int innermost_first(const void *one, const void *other)
{
	const struct fact *a = one, *b = other;

	if (a->end != b->end)
		return a->end - b->end;
	return a->start != b->start ? b->start - a->start : (int)a->kind - (int)b->kind;
}

/* static pte_t *kept; static struct s a = { }, b; */
static bool is_lasting(const struct function *function, const struct fact *fact)
{
	const char *body = function->text + (function->body > 0 ? function->body : 0);
	struct tokens tokens;

	if (!strstr(body, "static") && !strstr(body, "extern"))
		return false;
	tokens = tokens_read(function->text, body - function->text, fact->start);
	for (int i = tokens.count - 1; i >= 0; i--) {
		const char *text = tokens.at[i].text;

		if (!strcmp(text, "static") || !strcmp(text, "extern"))
			return true;
		if (!strcmp(text, "}") && i + 1 < tokens.count &&
		    !strcmp(tokens.at[i + 1].text, ",")) {	/* an initialiser */
			for (int depth = 0; i >= 0; i--) {
				depth += !strcmp(tokens.at[i].text, "}");
				depth -= !strcmp(tokens.at[i].text, "{");
				if (!depth)
					break;
			}
		} else if (strchr(";{}", *text) && !text[1]) {
			break;
		}
	}
	return false;
}

static void load_facts(struct function *function, struct json_object *data)
{
	static const char * const keys[] = { "calls", "assigns", "steps", "declares" };
	int total = 0, i, k;

	for (k = CALL; k <= DECLARE; k++)
		total += length_of(list_of(data, keys[k]));
	function->facts = arena_alloc((total + 1) * sizeof(struct fact));
	for (k = CALL; k <= DECLARE; k++) {
		struct json_object *list = list_of(data, keys[k]);

		for (i = 0; i < length_of(list); i++) {
			struct json_object *from = json_object_array_get_idx(list, i);
			struct fact *fact = add_fact(function, k, from);
			struct json_object *args = list_of(from, "args");

			fact->name = text_of(from, k == CALL ? "fn" : k == STEP ? "expr" : "name");
			fact->left = text_of(from, "lhs");
			fact->op = text_of(from, "op");
			fact->right = text_of(from, k == DECLARE ? "init" : "rhs");
			fact->type = text_of(from, "type");
			fact->nargs = length_of(args);
			fact->args = arena_alloc((fact->nargs + 1) * sizeof(*fact->args));
			for (int n = 0; n < fact->nargs; n++)
				fact->args[n] = intern(json_object_get_string(
							json_object_array_get_idx(args, n)));
		}
	}
	qsort(function->facts, function->nfacts, sizeof(struct fact), innermost_first);
	for (i = 0; i < function->nfacts; i++)
		function->facts[i].index = i;
	for (i = 0; i < function->nfacts; i++)
		function->facts[i].lasting = function->facts[i].kind == DECLARE &&
					     is_lasting(function, &function->facts[i]);
}

static int outermost_first(const void *one, const void *other)
{
	const struct extent *a = one, *b = other;

	return a->start != b->start ? a->start - b->start : b->end - a->end;
}

static void load_statements(struct function *function, struct json_object *list)
{
	int i, kept = 0, count = length_of(list);

	function->statements = arena_alloc((count + 1) * sizeof(struct extent));
	for (i = 0; i < count; i++)
		function->statements[i] =
			read_extent(function, json_object_array_get_idx(list, i));
	qsort(function->statements, count, sizeof(struct extent), outermost_first);
	for (i = 0; i < count; i++)
		if (!i || function->statements[i].start != function->statements[kept - 1].start ||
		    function->statements[i].end != function->statements[kept - 1].end)
			function->statements[kept++] = function->statements[i];
	function->nstatements = kept;
}

static void load_params(struct function *function, struct json_object *list)
{
	int i;

	function->nparams = length_of(list);
	function->params = arena_alloc((function->nparams + 1) * sizeof(char *));
	function->types = arena_alloc((function->nparams + 1) * sizeof(char *));
	for (i = 0; i < function->nparams; i++) {
		struct json_object *param = json_object_array_get_idx(list, i);

		function->params[i] = text_of(param, "name");
		function->types[i] = text_of(param, "type");
	}
}

/* Where nothing is said, a .c file is alone, and a header's functions are anyone's. */
static const char *unit_of(struct json_object *data, const char *file)
{
	if (json_object_object_get_ex(data, "unit", NULL))
		return text_of(data, "unit");
	return in_header(file) ? NULL : file;
}

static struct function function_load(struct json_object *data)
{
	struct function function = {
		.name = text_of(data, "name"),
		.file = text_of(data, "file"),
		.alias = text_of(data, "alias"),
		.problem = text_of(data, "problem"),
		.text = text_of(data, "text"),
		.line = json_object_get_int(list_of(data, "line")),
		.body = json_object_get_int(list_of(data, "body")),
		.is_static = json_object_get_boolean(list_of(data, "static")),
		.is_macro = json_object_get_boolean(list_of(data, "macro")),
	};

	function.unit = unit_of(data, function.file);
	/* Where something went wrong, facts may be lacking. */
	function.parsed = json_object_get_boolean(list_of(data, "parsed")) &&
			  !(function.problem && *function.problem);
	function.is_weak = strstr(function.text, "__weak") != NULL;
	load_lines(&function);
	load_params(&function, list_of(data, "params"));
	load_statements(&function, list_of(data, "statements"));
	load_facts(&function, data);
	return function;
}

/**
 * facts_load() - read the functions of a fact document
 * @list: its array of functions; a number is that of one that was read before
 */
void facts_load(struct json_object *list)
{
	struct functions before = functions;

	functions.count = length_of(list);
	functions.at = arena_alloc((functions.count + 1) * sizeof(struct function));
	for (int i = 0; i < functions.count; i++) {
		struct json_object *data = json_object_array_get_idx(list, i);

		functions.at[i] = json_object_is_type(data, json_type_int) ?
				  before.at[json_object_get_int(data)] : function_load(data);
		functions.at[i].index = i;
	}
	resolve_prepare();
}

/**
 * function_name_offset() - where the function's name stands in its text
 * @function: the function
 */
int function_name_offset(const struct function *function)
{
	struct tokens tokens = tokens_read(function->text, 0, function->body);

	for (int i = 0; i < tokens.count; i++)
		if (tokens.at[i].text == function->name)
			return tokens.at[i].start;
	return 0;
}

/**
 * variable_type() - the declared type of a variable or parameter, or NULL
 * @function: the function
 * @name: the name
 */
const char *variable_type(const struct function *function, const char *name)
{
	int i;

	for (i = 0; i < function->nfacts; i++)
		if (function->facts[i].kind == DECLARE && !strcmp(function->facts[i].name, name))
			return function->facts[i].type;
	for (i = 0; i < function->nparams; i++)
		if (function->params[i] && !strcmp(function->params[i], name))
			return function->types[i];
	return NULL;
}

/**
 * is_local() - whether a name is a variable that lives no longer than a call of the function
 * @function: the function
 * @name: the name
 */
bool is_local(const struct function *function, const char *name)
{
	for (int i = 0; i < function->nfacts; i++)
		if (function->facts[i].kind == DECLARE && !strcmp(function->facts[i].name, name) &&
		    function->facts[i].lasting)
			return false;
	return variable_type(function, name);
}
