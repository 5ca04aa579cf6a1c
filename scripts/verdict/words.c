// SPDX-License-Identifier: GPL-2.0
/* The campaign's vocabulary: tables of names, which come as data. */
#include <string.h>
#include "verdict.h"

static struct json_object *campaign, *words, *sets;

/* Lists of names as tables: a list is searched from its beginning each time. */
static void lists_load(void)
{
	json_object_object_foreach(words, table, list) {
		struct json_object *set;

		if (!json_object_is_type(list, json_type_array))
			continue;
		set = json_object_new_object();
		for (size_t i = 0; i < json_object_array_length(list); i++)
			json_object_object_add(set, json_object_get_string(
					       json_object_array_get_idx(list, i)), NULL);
		json_object_object_add(sets, table, set);
	}
}

/**
 * words_load() - take the campaign's tables
 * @data: the campaign; NULL: forget them
 */
void words_load(struct json_object *data)
{
	json_object_put(sets);
	sets = NULL;
	campaign = data;
	words = data ? json_object_object_get(data, "words") : NULL;
	if (!words)
		return;
	sets = json_object_new_object();
	lists_load();
}

/**
 * word_argument() - which argument a table names for a function
 * @table: the table's name
 * @name: the function's
 *
 * Return: the argument's number, or NO_ARGUMENT.
 */
int word_argument(const char *table, const char *name)
{
	struct json_object *map, *value;

	if (!json_object_object_get_ex(words, table, &map) ||
	    !json_object_is_type(map, json_type_object) ||
	    !json_object_object_get_ex(map, name, &value))
		return NO_ARGUMENT;
	return json_object_is_type(value, json_type_int) ? json_object_get_int(value) : ANY_ARGUMENT;
}

/**
 * word_in() - whether a table names a function
 * @table: the table's name
 * @name: the name
 */
bool word_in(const char *table, const char *name)
{
	struct json_object *list;

	if (json_object_object_get_ex(sets, table, &list))
		return json_object_object_get_ex(list, name, NULL);
	return json_object_object_get_ex(words, table, &list) &&
	       json_object_is_type(list, json_type_object) &&
	       json_object_object_get_ex(list, name, NULL);
}

/**
 * name_has_word() - whether one of the words of a name, between underscores, is in a table
 * @name: the name
 * @table: the table's name
 */
bool name_has_word(const char *name, const char *table)
{
	while (*name) {
		size_t length = strcspn(name, "_");

		if (length && word_in(table, intern_range(name, length)))
			return true;
		name += length + (name[length] == '_');
	}
	return false;
}

static bool begins_like(struct json_object *prefix, const char *name)
{
	const char *text = json_object_get_string(prefix);

	return !strncmp(name, text, strlen(text));
}

/**
 * only_reads() - whether a function only looks at what it is given
 * @name: the name
 */
bool only_reads(const char *name)
{
	struct json_object *list;
	size_t i;

	if (word_in("reads", name))
		return true;
	if (json_object_object_get_ex(words, "reads_like", &list))
		for (i = 0; i < json_object_array_length(list); i++)
			if (begins_like(json_object_array_get_idx(list, i), name))
				return true;
	return false;
}

/**
 * write_argument() - through which argument a function is known to write
 * @name: the function's name
 *
 * Return: the argument's number, ANY_ARGUMENT or NO_ARGUMENT.
 */
int write_argument(const char *name)
{
	int argument = word_argument("writes", name);
	struct json_object *map;

	if (argument == NO_ARGUMENT)
		argument = word_argument("writes_entry", name);

	if (argument != NO_ARGUMENT || only_reads(name))
		return argument;
	if (json_object_object_get_ex(words, "writes_like", &map)) {
		json_object_object_foreach(map, prefix, value) {
			(void)value;
			if (!strncmp(name, prefix, strlen(prefix)))
				return ANY_ARGUMENT;
		}
	}
	return NO_ARGUMENT;
}

static struct json_object *under(const char *section, const char *key)
{
	struct json_object *map, *value;

	if (json_object_object_get_ex(campaign, section, &map) &&
	    json_object_object_get_ex(map, key, &value))
		return value;
	return NULL;
}

/**
 * type_word() - the name of a type
 * @which: its key
 */
const char *type_word(const char *which)
{
	return json_object_get_string(under("types", which));
}

/**
 * word_limit() - a limit
 * @which: its key
 */
int word_limit(const char *which)
{
	return json_object_get_int(under("limits", which));
}

/**
 * old_argument() - the position of an argument of the old API, or NO_ARGUMENT
 * @which: its key
 */
int old_argument(const char *which)
{
	return api_argument(NULL, which);
}

/**
 * api_argument() - the position of an argument of one of the API's calls, or NO_ARGUMENT
 * @name: what is called; one that is none of the API's, or NULL, stands for the old call
 * @which: the argument's key
 */
int api_argument(const char *name, const char *which)
{
	static const char *const calls[] = { "ro", "rw" };
	struct json_object *value, *api = under("api", "old");

	for (size_t i = 0; name && i < sizeof(calls) / sizeof(*calls); i++) {
		struct json_object *other = under("api", calls[i]);

		if (json_object_object_get_ex(other, "name", &value) &&
		    !strcmp(json_object_get_string(value), name))
			api = other;
	}

	if (!json_object_object_get_ex(api, which, &value))
		return NO_ARGUMENT;
	return json_object_get_int(value);
}
