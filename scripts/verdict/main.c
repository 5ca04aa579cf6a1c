// SPDX-License-Identifier: GPL-2.0
/*
 * verdict FACTS: read a fact document, print the verdicts.
 *
 * Exit status: 0; 2 where the document is none, 4 where memory runs out.
 */
#include <stdio.h>
#include "verdict.h"

static struct json_object *key(struct json_object *object, const char *name)
{
	struct json_object *value;

	return json_object_object_get_ex(object, name, &value) ? value : NULL;
}

int main(int argc, char **argv)
{
	struct json_object *input, *output, *sites, *verdicts;
	const char *why;

	if (argc != 2) {
		fputs("usage: verdict FACTS.json\n", stderr);
		return 2;
	}
	input = json_object_from_file(argv[1]);
	why = input ? document_fault(input) : json_util_get_last_err();
	if (why) {
		fprintf(stderr, "verdict: %s: not a fact document: %s\n", argv[1],
			why);
		json_object_put(input);
		arena_free();
		return 2;
	}
	sites = key(input, "sites");
	words_load(key(input, "campaign"));
	facts_load(key(input, "functions"));
	needs_load(input);
	verdicts = json_object_new_array();
	for (size_t i = 0; i < json_object_array_length(sites); i++)
		json_object_array_add(verdicts, site_judge(json_object_array_get_idx(sites, i)));
	output = json_object_new_object();
	json_object_object_add(output, "sites", verdicts);
	json_object_object_add(output, "needs", needs_print());
	puts(json_object_to_json_string_ext(output, JSON_C_TO_STRING_PRETTY));
	json_object_put(output);
	json_object_put(input);
	arena_free();
	return 0;
}
