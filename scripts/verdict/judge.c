// SPDX-License-Identifier: GPL-2.0
/* All sites of one fact document, and what was missing to judge them. */
#include "verdict.h"

static struct json_object *key(struct json_object *object, const char *name)
{
	struct json_object *value;

	return json_object_object_get_ex(object, name, &value) ? value : NULL;
}

/**
 * document_judge() - judge the sites of a fact document
 * @input: the document, in which document_fault() finds none
 *
 * What is known of an earlier document is forgotten.
 *
 * Return: "sites", a verdict for each, and "needs"
 */
struct json_object *document_judge(struct json_object *input)
{
	struct json_object *sites = key(input, "sites"), *output, *verdicts;

	marks_forget();
	memos_forget();
	refs_forget();
	tokens_forget();
	words_load(key(input, "campaign"));
	facts_load(key(input, "functions"));
	needs_load(input);
	verdicts = json_object_new_array();
	for (size_t i = 0; i < json_object_array_length(sites); i++)
		json_object_array_add(verdicts, site_judge(json_object_array_get_idx(sites, i)));
	output = json_object_new_object();
	json_object_object_add(output, "sites", verdicts);
	json_object_object_add(output, "needs", needs_print());
	words_load(NULL);
	return output;
}
